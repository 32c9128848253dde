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
		record = append(record, make([]byte, length)...)
		if _, err := io.ReadFull(reader, record[begin:]); err != nil {
			return nil, err
		}
		if word&lastFragment != 0 {
			return record, nil
		}
	}
}
