package nfs3

import (
	"fmt"
	"net"
	"strings"
	"time"

	"stateproof.dev/images/mount-nfs/rpc"
	"stateproof.dev/images/mount-nfs/xdr"
)

// The protocols with which a client begins: the port mapper (RFC 1833) and MOUNT version 3 (RFC 1813, appendix I).
const (
	mapperProgram, mapperVersion, mapperPort, procGetPort = 100000, 2, 111, 3
	mountProgram, mountVersion, procMount, procUnmount    = 100005, 3, 1, 3
	procExport                                            = 5
	protocolTCP                                           = 6
)

// beginWithin bounds each question of the beginning: whoever mounts wants to know soon.
const beginWithin = 5 * time.Second

// Ports where the server listens; 0 asks the port mapper.
type Ports struct{ NFS, Mount int }

// Find asks the server's port mapper for the ports that are not given.
// Errors name the server and the port that did not answer.
func (p Ports) Find(host string) (Ports, error) {
	if p.NFS == 0 {
		// A server behind a firewall may hide its port mapper; NFS itself has a port of its own.
		if p.NFS, _ = askPort(host, program, version); p.NFS == 0 {
			p.NFS = 2049
		}
	}
	if p.Mount != 0 {
		return p, nil
	}
	port, err := askPort(host, mountProgram, mountVersion)
	if err == nil && port == 0 {
		err = fmt.Errorf("%s offers no MOUNT version 3 over TCP", host)
	}
	p.Mount = port
	return p, err
}

func askPort(host string, program, version uint32) (int, error) {
	var arguments xdr.Encoder
	arguments.Uint32(program).Uint32(version).Uint32(protocolTCP).Uint32(0)
	request := rpc.Request{Program: mapperProgram, Version: mapperVersion, Procedure: procGetPort, Arguments: arguments.Bytes()}
	d, err := ask(host, mapperPort, request)
	if err != nil {
		return 0, fmt.Errorf("the port mapper of %s (port %d): %w", host, mapperPort, err)
	}
	return int(d.Uint32()), d.Err()
}

// Mount asks for the handle of an export.
// Errors say that the export is missing or denied, or that the server did not answer.
func Mount(host string, port int, path string) (Handle, error) {
	d, err := ask(host, port, mountRequest(procMount, path))
	if err != nil {
		return "", fmt.Errorf("the MOUNT service of %s (port %d): %w", host, port, err)
	}
	switch status := Status(d.Uint32()); {
	case d.Err() != nil:
		return "", d.Err()
	case status == ErrNoEntry || status == 1 || status == 13:
		return "", refusal(host, port, path)
	case status == 20:
		return "", fmt.Errorf("%s:%s is no directory", host, path)
	case status != OK:
		return "", fmt.Errorf("%s refused %s: MOUNT status %d", host, path, uint32(status))
	}
	return Handle(d.Opaque()), d.Err()
}

// refusal tells a missing export from a denied one: servers answer alike, but list what they export.
func refusal(host string, port int, path string) error {
	d, err := ask(host, port, rpc.Request{Program: mountProgram, Version: mountVersion, Procedure: procExport})
	var exports []string
	for err == nil && d.Bool() {
		export := d.String()
		if path == export || strings.HasPrefix(path, strings.TrimSuffix(export, "/")+"/") {
			return fmt.Errorf("%s denies access to %s, or it is not there", host, path)
		}
		exports = append(exports, export)
		for d.Bool() {
			d.Opaque() // who may mount it
		}
	}
	return fmt.Errorf("%s exports no %s (it exports: %s)", host, path, strings.Join(exports, ", "))
}

// Unmount tells the server that the export is not used any more. It only keeps a list; an error does not matter.
func Unmount(host string, port int, path string) { ask(host, port, mountRequest(procUnmount, path)) }

func mountRequest(procedure uint32, path string) rpc.Request {
	var arguments xdr.Encoder
	arguments.String(path)
	return rpc.Request{Program: mountProgram, Version: mountVersion, Procedure: procedure, Arguments: arguments.Bytes()}
}

// ask makes one call on a connection of its own. That it cannot connect is an error at once.
func ask(host string, port int, request rpc.Request) (*xdr.Decoder, error) {
	conn, err := rpc.Dial(host, port)
	if err != nil {
		return nil, err
	}
	first := true
	again := func() (net.Conn, error) {
		if first {
			first = false
			return conn, nil
		}
		return rpc.Dial(host, port)
	}
	client := rpc.NewClient(again, rpc.Policy{Soft: true, Timeout: beginWithin})
	defer client.Close()
	reply, err := client.Call(request, nil)
	return xdr.NewDecoder(reply.Results), err
}
