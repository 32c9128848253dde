package xdr

import (
	"encoding/binary"
	"errors"
)

// ErrTruncated says that a message ended before what it promised: no answer can be read from it.
var ErrTruncated = errors.New("message is shorter than it says")

// Decoder reads values from a buffer. After the first value that is not there it reads zeros and Err tells.
type Decoder struct {
	rest []byte
	err  error
}

// NewDecoder reads from these bytes; what it returns refers to them.
func NewDecoder(bytes []byte) *Decoder { return &Decoder{rest: bytes} }

// Err is nil as long as everything that was read was there.
func (d *Decoder) Err() error { return d.err }

// Rest is what has not been read.
func (d *Decoder) Rest() []byte { return d.rest }

// Uint32 reads an unsigned integer, an enumeration or a length.
func (d *Decoder) Uint32() uint32 {
	if unit := d.take(4); unit != nil {
		return binary.BigEndian.Uint32(unit)
	}
	return 0
}

// Uint64 reads an unsigned hyper integer.
func (d *Decoder) Uint64() uint64 {
	if unit := d.take(8); unit != nil {
		return binary.BigEndian.Uint64(unit)
	}
	return 0
}

// Bool reads a boolean.
func (d *Decoder) Bool() bool { return d.Uint32() != 0 }

// Opaque reads bytes of variable length, without a copy.
func (d *Decoder) Opaque() []byte { return d.Fixed(int(d.Uint32())) }

// String reads a string.
func (d *Decoder) String() string { return string(d.Opaque()) }

// Fixed reads that many bytes and the zeros after them, without a copy.
func (d *Decoder) Fixed(length int) []byte {
	value := d.take(length)
	d.take(Padding(length))
	return value
}

func (d *Decoder) take(length int) []byte {
	if d.err != nil || length < 0 || length > len(d.rest) {
		d.err = ErrTruncated
		return nil
	}
	value := d.rest[:length:length]
	d.rest = d.rest[length:]
	return value
}
