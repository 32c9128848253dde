// Package nfs3 speaks NFS version 3 (RFC 1813): its procedures as functions, and the two protocols it needs to begin
// (MOUNT and the port mapper).
//
// It knows nothing of FUSE, and caches nothing.
package nfs3

import (
	"errors"
	"syscall"
	"time"

	"stateproof.dev/images/mount-nfs/rpc"
	"stateproof.dev/images/mount-nfs/xdr"
)

const (
	program = 100003
	version = 3
)

// Client calls the procedures.
type Client struct{ RPC *rpc.Client }

// Caller is on whose behalf a call is made, and for how long he waits.
type Caller struct {
	Credentials rpc.Credentials
	// GivenUp tells that he does not wait any more; nil: he always does.
	GivenUp func() bool
}

// busyPauses: how long to wait before asking a server again that asked for that (NFS3ERR_JUKEBOX); the last repeats.
var busyPauses = []time.Duration{100 * time.Millisecond, 500 * time.Millisecond, 2 * time.Second}

// call makes one call. The decoder stands behind the status.
func (c *Client) call(caller Caller, procedure uint32, arguments *xdr.Encoder, data []byte) (*xdr.Decoder, bool, error) {
	decoder, reply, err := c.exchange(caller, procedure, arguments, data)
	return decoder, reply.Resent, err
}

// exchange makes one call, and gives the reply too, whose buffer the decoder reads from.
func (c *Client) exchange(caller Caller, procedure uint32, arguments *xdr.Encoder, data []byte) (*xdr.Decoder, rpc.Reply, error) {
	request := rpc.Request{Program: program, Version: version, Procedure: procedure,
		Credentials: caller.Credentials, Arguments: arguments.Bytes(), Data: data}
	for attempt := 0; ; attempt++ {
		reply, err := c.RPC.Call(request, caller.GivenUp)
		if err != nil {
			return nil, reply, err
		}
		decoder := xdr.NewDecoder(reply.Results)
		status := Status(decoder.Uint32())
		if decoder.Err() != nil {
			return nil, reply, decoder.Err()
		}
		if status == OK {
			return decoder, reply, nil
		}
		if status != ErrJukebox || (caller.GivenUp != nil && caller.GivenUp()) {
			return decoder, reply, status
		}
		time.Sleep(busyPauses[min(attempt, len(busyPauses)-1)])
	}
}

// Errno is the number that a program sees for an error of this package's functions.
func Errno(err error) syscall.Errno {
	var status Status
	var refused rpc.Refused
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return status.Errno()
	case errors.As(err, &refused) && refused.Auth:
		return syscall.EACCES
	case errors.As(err, &refused):
		return syscall.EOPNOTSUPP
	case errors.Is(err, rpc.ErrAbandoned):
		return syscall.EINTR
	}
	return syscall.EIO
}
