// Package rpc makes calls over TCP (RFC 5531): many at once on one connection, sent again on a new connection when the
// old one breaks, for as long as the mount's options say.
//
// It knows nothing of NFS.
package rpc

import (
	"errors"
	"log"
	"net"
	"sync"
	"syscall"
	"time"
)

var (
	// ErrTimedOut: a soft mount's patience ended.
	ErrTimedOut = errors.New("the server does not answer")
	// ErrAbandoned: nobody waits for the answer any more.
	ErrAbandoned = errors.New("the call was given up")
	// ErrClosed: the client was closed.
	ErrClosed = errors.New("the client is closed")
)

// Policy says how long a call is tried.
type Policy struct {
	// Soft calls end with ErrTimedOut after the time-out and that many more; hard ones never do.
	Soft    bool
	Timeout time.Duration
	Retrans int
}

// Client makes calls to one program on one server.
type Client struct {
	dial   func() (net.Conn, error)
	policy Policy

	mu         sync.Mutex
	conn       *connection
	connecting bool
	closed     bool
	pending    map[uint32]*call
	xid        uint32
	// complained: the log says that the server is away and not yet that it is back.
	complained bool
}

// NewClient returns a client that connects when it is first used.
func NewClient(dial func() (net.Conn, error), policy Policy) *Client {
	// Time makes numbers differ from those of an earlier client that the server may remember.
	return &Client{dial: dial, policy: policy, pending: map[uint32]*call{}, xid: uint32(time.Now().UnixNano())}
}

// Reply is what a server answered.
type Reply struct {
	Results []byte
	// Resent: the call went out more than once, so the server may have done it before without our knowing.
	Resent bool
	record []byte
}

// Release says that nobody uses the results any more, so that another answer may take their place. It may be left out.
func (r Reply) Release() { release(r.record) }

// Call makes one call and waits for its answer as the policy says, or until given up (which may be nil) says so.
// Errors: Refused, ErrTimedOut, ErrAbandoned, ErrClosed, or that the answer could not be read.
func (c *Client) Call(request Request, givenUp func() bool) (Reply, error) {
	call, err := c.begin(request)
	if err != nil {
		return Reply{}, err
	}
	c.transmit(call)
	return c.wait(call, givenUp)
}

// Close ends the connection; calls that wait end with ErrClosed.
func (c *Client) Close() {
	c.mu.Lock()
	c.closed = true
	conn, waiting := c.conn, c.pending
	c.conn, c.pending = nil, map[uint32]*call{}
	c.mu.Unlock()
	if conn != nil {
		conn.Close()
	}
	for _, call := range waiting {
		call.done <- outcome{err: ErrClosed}
	}
}

func (c *Client) begin(request Request) (*call, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, ErrClosed
	}
	c.xid++
	call := &call{xid: c.xid, record: request.encode(c.xid), done: make(chan outcome, 1), begun: time.Now()}
	c.pending[call.xid] = call
	return call, nil
}

func (c *Client) note(text string, complained bool) {
	c.mu.Lock()
	changed := c.complained != complained
	c.complained = complained
	c.mu.Unlock()
	if changed {
		log.Print(text)
	}
}

func is(err error, errno syscall.Errno) bool { return errors.Is(err, errno) }
