package rpc

import (
	"encoding/binary"
	"fmt"
	"net"

	"stateproof.dev/images/mount-nfs/xdr"
)

// Numbers of RFC 5531, section 9.
const (
	messageCall    = 0
	messageReply   = 1
	rpcVersion     = 2
	replyAccepted  = 0
	acceptSuccess  = 0
	lastFragment   = 1 << 31
	rejectedByAuth = 1
)

// Request is one call of a procedure.
type Request struct {
	Program, Version, Procedure uint32
	Credentials                 Credentials
	// Arguments, encoded.
	Arguments []byte
	// Data follow the arguments without being copied: the bytes of an opaque whose length is the arguments' last word.
	// They must not change until the call has ended.
	Data []byte
}

// Refused is a server's answer that the call was not even tried.
type Refused struct {
	// Auth: the server did not accept the credentials; otherwise it lacks the program, version or procedure.
	Auth   bool
	Status uint32
}

func (r Refused) Error() string {
	if r.Auth {
		return fmt.Sprintf("the server refused the credentials (status %d)", r.Status)
	}
	reasons := map[uint32]string{1: "program", 2: "version", 3: "procedure", 4: "arguments", 5: "memory"}
	return fmt.Sprintf("the server did not accept the call: %s (status %d)", reasons[r.Status], r.Status)
}

// encode makes the record that goes over the wire (RFC 5531, section 11: one fragment).
func (r Request) encode(xid uint32) net.Buffers {
	var encoder xdr.Encoder
	encoder.Uint32(0) // the record mark, once the length is known
	encoder.Uint32(xid).Uint32(messageCall).Uint32(rpcVersion).Uint32(r.Program).Uint32(r.Version).Uint32(r.Procedure)
	r.Credentials.encode(&encoder)
	header := append(encoder.Bytes(), r.Arguments...)
	padding := make([]byte, xdr.Padding(len(r.Data)))
	length := len(header) - 4 + len(r.Data) + len(padding)
	binary.BigEndian.PutUint32(header, uint32(length)|lastFragment)
	if len(r.Data) == 0 {
		return net.Buffers{header}
	}
	return net.Buffers{header, r.Data, padding}
}

// decodeReply reads a reply's header. The results are what follows it.
func decodeReply(record []byte) (xid uint32, results []byte, err error) {
	decoder := xdr.NewDecoder(record)
	xid = decoder.Uint32()
	if kind := decoder.Uint32(); kind != messageReply && decoder.Err() == nil {
		return xid, nil, fmt.Errorf("message %d is no reply", kind)
	}
	if decoder.Uint32() != replyAccepted {
		return xid, nil, rejection(decoder)
	}
	decoder.Uint32()
	decoder.Opaque() // the server's verifier: AUTH_SYS has none
	if status := decoder.Uint32(); status != acceptSuccess && decoder.Err() == nil {
		return xid, nil, Refused{Status: status}
	}
	return xid, decoder.Rest(), decoder.Err()
}

func rejection(decoder *xdr.Decoder) error {
	reason, status := decoder.Uint32(), decoder.Uint32()
	if decoder.Err() != nil {
		return decoder.Err()
	}
	return Refused{Auth: reason == rejectedByAuth, Status: status}
}
