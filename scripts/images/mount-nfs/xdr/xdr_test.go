package xdr

import (
	"bytes"
	"testing"
)

// The bytes are RFC 4506's own layout: length, contents, zeros up to four.
func TestOpaqueIsPadded(t *testing.T) {
	var encoder Encoder
	encoder.String("abcde").Uint64(1).Bool(true)
	want := []byte{0, 0, 0, 5, 'a', 'b', 'c', 'd', 'e', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1}
	if !bytes.Equal(encoder.Bytes(), want) {
		t.Fatalf("got % x, expected % x", encoder.Bytes(), want)
	}
	decoder := NewDecoder(want)
	if text, number, flag := decoder.String(), decoder.Uint64(), decoder.Bool(); text != "abcde" || number != 1 || !flag {
		t.Fatalf("read %q, %d, %v", text, number, flag)
	}
	if decoder.Err() != nil || len(decoder.Rest()) != 0 {
		t.Fatalf("error %v, %d bytes left", decoder.Err(), len(decoder.Rest()))
	}
}

func TestTruncatedMessageIsAnError(t *testing.T) {
	for _, message := range [][]byte{{0, 0}, {0, 0, 0, 9, 'a'}, {0xff, 0xff, 0xff, 0xff}} {
		decoder := NewDecoder(message)
		decoder.Opaque()
		if decoder.Err() == nil {
			t.Errorf("% x was read without an error", message)
		}
	}
}
