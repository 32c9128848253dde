package rpc

import (
	"fmt"
	"net"
	"time"
)

// lookAgain is how often a call that waits asks whether anybody still wants its answer.
const lookAgain = time.Second

type call struct {
	xid    uint32
	record net.Buffers
	done   chan outcome
	begun  time.Time
	// Guarded by the client's mutex:
	sentOn *connection
	sentAt time.Time
	sends  int
}

type outcome struct {
	record []byte
	err    error
}

// wait returns the answer, or why there will be none.
func (c *Client) wait(call *call, givenUp func() bool) (Reply, error) {
	timer := time.NewTimer(lookAgain)
	defer timer.Stop()
	for {
		select {
		case outcome := <-call.done:
			return c.finish(call, outcome)
		case <-timer.C:
			if err := c.impatience(call, givenUp); err != nil {
				c.forget(call)
				return Reply{}, err
			}
			timer.Reset(lookAgain)
		}
	}
}

func (c *Client) finish(call *call, outcome outcome) (Reply, error) {
	if outcome.err != nil {
		return Reply{}, outcome.err
	}
	_, results, err := decodeReply(outcome.record)
	c.mu.Lock()
	resent := call.sends > 1
	c.mu.Unlock()
	return Reply{Results: results, Resent: resent, record: outcome.record}, err
}

// impatience ends a call that has waited for too long, or breaks the connection that brought no answer in time.
func (c *Client) impatience(call *call, givenUp func() bool) error {
	if givenUp != nil && givenUp() {
		return ErrAbandoned
	}
	if c.policy.Soft && time.Since(call.begun) >= c.policy.Timeout*time.Duration(1+c.policy.Retrans) {
		return ErrTimedOut
	}
	c.mu.Lock()
	conn, silent := call.sentOn, call.sentOn == c.conn && time.Since(call.sentAt) >= c.policy.Timeout
	c.mu.Unlock()
	if conn != nil && silent {
		c.drop(conn, fmt.Errorf("no answer within %v", c.policy.Timeout))
	}
	return nil
}

func (c *Client) forget(call *call) {
	c.mu.Lock()
	delete(c.pending, call.xid)
	c.mu.Unlock()
}

// receive gives an answer to the call that waits for it; one for a call that was given up is dropped.
func (c *Client) receive(record []byte) {
	xid, _, _ := decodeReply(record)
	c.mu.Lock()
	call := c.pending[xid]
	delete(c.pending, xid)
	c.mu.Unlock()
	if call != nil {
		call.done <- outcome{record: record}
	}
	c.note("the server answers again", false)
}
