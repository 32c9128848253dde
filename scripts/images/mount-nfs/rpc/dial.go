package rpc

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"syscall"
	"time"
)

// dialWithin is long enough for a lost packet to be sent again twice, and short enough to look the name up again soon.
const dialWithin = 5 * time.Second

// deadAfter is how long sent bytes may stay unacknowledged by the server's machine before the connection is given up:
// a server that came back under another address does not answer for the old one.
const deadAfter = 8 * time.Second

// Dial connects to a server by name, which is resolved each time. It comes from a reserved port where this process may
// use one, since servers by default take only those for root's (`secure` in exports(5)).
func Dial(host string, port int) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), dialWithin)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, address := range addresses {
		var conn net.Conn
		if conn, err = dialAddress(ctx, &net.TCPAddr{IP: address.IP, Port: port, Zone: address.Zone}); err == nil {
			return conn, nil
		}
	}
	return nil, plain(err)
}

// plain leaves out the local port, and which system call it was.
func plain(err error) error {
	var errno syscall.Errno
	var operation *net.OpError
	if errors.As(err, &errno) {
		return errno
	}
	if errors.As(err, &operation) && operation.Timeout() {
		return fmt.Errorf("no answer within %v", dialWithin)
	}
	return err
}

func dialAddress(ctx context.Context, address *net.TCPAddr) (net.Conn, error) {
	// Ports 665 to 1023, as the Linux client takes them; the ones below belong to services.
	for range 8 {
		local := &net.TCPAddr{Port: 665 + rand.IntN(1024-665)}
		conn, err := dialFrom(ctx, local, address)
		if err == nil {
			return conn, nil
		}
		if !isLocal(err) {
			return nil, err
		}
	}
	return dialFrom(ctx, nil, address)
}

func dialFrom(ctx context.Context, local *net.TCPAddr, address *net.TCPAddr) (net.Conn, error) {
	keepAlive := net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 3 * time.Second, Count: 3}
	dialer := net.Dialer{KeepAliveConfig: keepAlive, Control: setOptions}
	if local != nil {
		dialer.LocalAddr = local
	}
	return dialer.DialContext(ctx, "tcp", address.String())
}

// isLocal: the fault is with our own end, another local port may do.
func isLocal(err error) bool {
	for _, errno := range []syscall.Errno{syscall.EADDRINUSE, syscall.EADDRNOTAVAIL, syscall.EACCES} {
		if is(err, errno) {
			return true
		}
	}
	return false
}

func setOptions(_, _ string, raw syscall.RawConn) error {
	const tcpUserTimeout = 18 // TCP_USER_TIMEOUT in linux/tcp.h; package syscall lacks it
	var failed error
	err := raw.Control(func(fd uintptr) {
		failed = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(deadAfter.Milliseconds()))
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return fmt.Errorf("set TCP_USER_TIMEOUT: %w", err)
	}
	return nil
}
