// Package xdr writes and reads the data representation of RFC 4506: big-endian, in units of four bytes.
//
// It knows nothing of what the data mean.
package xdr

import "encoding/binary"

// Encoder appends values to a buffer.
type Encoder struct{ bytes []byte }

// Bytes returns what was written so far.
func (e *Encoder) Bytes() []byte { return e.bytes }

// Uint32 writes an unsigned integer, an enumeration or a length.
func (e *Encoder) Uint32(value uint32) *Encoder {
	e.bytes = binary.BigEndian.AppendUint32(e.bytes, value)
	return e
}

// Uint64 writes an unsigned hyper integer.
func (e *Encoder) Uint64(value uint64) *Encoder {
	e.bytes = binary.BigEndian.AppendUint64(e.bytes, value)
	return e
}

// Bool writes a boolean.
func (e *Encoder) Bool(value bool) *Encoder {
	if value {
		return e.Uint32(1)
	}
	return e.Uint32(0)
}

// Opaque writes bytes of variable length: the length, the bytes, and zeros up to the next unit.
func (e *Encoder) Opaque(value []byte) *Encoder {
	return e.Uint32(uint32(len(value))).Fixed(value)
}

// String writes a string as opaque bytes.
func (e *Encoder) String(value string) *Encoder { return e.Opaque([]byte(value)) }

// Fixed writes bytes whose length both sides know.
func (e *Encoder) Fixed(value []byte) *Encoder {
	e.bytes = append(e.bytes, value...)
	e.bytes = append(e.bytes, make([]byte, Padding(len(value)))...)
	return e
}

// Padding is how many zeros follow that many bytes.
func Padding(length int) int { return (4 - length%4) % 4 }
