package rpc

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
)

// maxRecord bounds a reply: more than the largest READ (1 MiB) with everything around it.
const maxRecord = 4 << 20

// connection is one TCP connection: records go out whole, one after the other, and come in through read.
type connection struct {
	net.Conn
	writing sync.Mutex
}

func (c *connection) send(record net.Buffers) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err := record.WriteTo(c.Conn)
	return err
}

// read hands every record that arrives to receive, until the connection ends.
func (c *connection) read(receive func(record []byte)) error {
	reader := bufio.NewReaderSize(c.Conn, 64<<10)
	for {
		record, err := readRecord(reader)
		if err != nil {
			return err
		}
		receive(record)
	}
}

// readRecord puts the fragments of one record together (RFC 5531, section 11).
func readRecord(reader io.Reader) ([]byte, error) {
	var record []byte
	for {
		var mark [4]byte
		if _, err := io.ReadFull(reader, mark[:]); err != nil {
			return nil, err
		}
		word := binary.BigEndian.Uint32(mark[:])
		begin, length := len(record), int(word&^lastFragment)
		if begin+length > maxRecord {
			return nil, fmt.Errorf("a record of %d bytes is no answer to anything that was asked", begin+length)
		}
		record = grow(record, length)
		if _, err := io.ReadFull(reader, record[begin:]); err != nil {
			return nil, err
		}
		if word&lastFragment != 0 {
			return record, nil
		}
	}
}

// large is from where on a buffer is worth keeping: a new one must be cleared, and collected after use.
const large = 64 << 10

// largeBuffers hold the answer to a READ of one full FUSE request (1 MiB) with what is around it.
var largeBuffers = sync.Pool{New: func() any { return new([1<<20 + 4<<10]byte) }}

func grow(record []byte, length int) []byte {
	if record == nil && length > large {
		if buffer := largeBuffers.Get().(*[1<<20 + 4<<10]byte); length <= len(buffer) {
			return buffer[:length]
		}
	}
	return append(record, make([]byte, length)...)
}

// release takes back a buffer of grow's.
func release(record []byte) {
	if cap(record) == 1<<20+4<<10 {
		largeBuffers.Put((*[1<<20 + 4<<10]byte)(record[:cap(record)]))
	}
}
