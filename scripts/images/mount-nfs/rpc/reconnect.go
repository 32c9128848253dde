package rpc

import (
	"fmt"
	"net"
	"time"
)

const (
	firstPause = 50 * time.Millisecond
	// longestPause bounds how long a server that is back is not noticed.
	longestPause = 2 * time.Second
)

// transmit sends a call on the connection there is, once; without one it has one made, which sends what waits.
func (c *Client) transmit(call *call) {
	c.mu.Lock()
	conn := c.conn
	if conn == nil {
		c.connectLocked()
	}
	if conn == nil || call.sentOn == conn {
		c.mu.Unlock()
		return
	}
	call.sentOn, call.sentAt = conn, time.Now()
	call.sends++
	// Sending uses the list of buffers up, and the call may have to be sent again.
	record := append(net.Buffers(nil), call.record...)
	c.mu.Unlock()
	if err := conn.send(record); err != nil {
		c.drop(conn, err)
	}
}

// drop gives a connection up. Calls that wait are sent again on the next one.
func (c *Client) drop(conn *connection, why error) {
	conn.Close()
	c.mu.Lock()
	current := c.conn == conn
	if current {
		c.conn = nil
		if len(c.pending) > 0 {
			c.connectLocked()
		}
	}
	closed := c.closed
	c.mu.Unlock()
	if current && !closed {
		c.note(fmt.Sprintf("connection lost: %v", why), true)
	}
}

func (c *Client) connectLocked() {
	if c.connecting || c.closed {
		return
	}
	c.connecting = true
	go c.connect()
}

// connect tries until there is a connection or nobody waits for one.
func (c *Client) connect() {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		conn, err := c.dial()
		if err == nil {
			c.adopt(&connection{Conn: conn})
			return
		}
		c.note(fmt.Sprintf("cannot connect: %v; trying again", err), true)
		time.Sleep(pause)
		if !c.stillWanted() {
			return
		}
	}
}

func (c *Client) stillWanted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.connecting = len(c.pending) > 0 && !c.closed
	return c.connecting
}

// adopt makes a new connection the current one and sends on it what waits.
func (c *Client) adopt(conn *connection) {
	c.mu.Lock()
	c.connecting = false
	if c.closed {
		c.mu.Unlock()
		conn.Close()
		return
	}
	c.conn = conn
	waiting := make([]*call, 0, len(c.pending))
	for _, call := range c.pending {
		waiting = append(waiting, call)
	}
	c.mu.Unlock()
	go func() { c.drop(conn, conn.read(c.receive)) }()
	for _, call := range waiting {
		c.transmit(call)
	}
}
