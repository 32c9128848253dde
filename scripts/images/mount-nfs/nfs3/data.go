package nfs3

// Stability of a WRITE: what the server has done when it answers (stable_how).
type Stability uint32

// Unstable data may be lost with the server until a COMMIT; FileSync data are on the disk, with the file's attributes.
const (
	Unstable Stability = 0
	FileSync Stability = 2
)

// Verifier of writes changes when the server may have lost what it had not put on the disk (RFC 1813, section 3.3.7).
type Verifier [8]byte

// Data are what a READ returned.
type Data struct {
	Bytes []byte
	// End of the file reached.
	End bool
	// Release says that nobody uses the bytes any more.
	Release func()
}

// Read returns up to that many bytes, fewer only at the end of the file or where the server chose to.
func (c *Client) Read(caller Caller, handle Handle, offset uint64, length uint32) (Data, error) {
	d, reply, err := c.exchange(caller, procRead, handled(handle).Uint64(offset).Uint32(length), nil)
	if err != nil {
		return Data{}, err
	}
	readOptional(d)
	count := d.Uint32()
	data := Data{End: d.Bool(), Release: reply.Release}
	data.Bytes = d.Opaque()
	data.Bytes = data.Bytes[:min(len(data.Bytes), int(count), int(length))]
	return data, d.Err()
}

// Written is a server's answer to a WRITE.
type Written struct {
	Count     uint32
	Stability Stability
	Verifier  Verifier
}

// Write writes data, which must not change until it returns. The server may take fewer bytes than were given.
func (c *Client) Write(caller Caller, handle Handle, offset uint64, data []byte, how Stability) (Written, error) {
	arguments := handled(handle).Uint64(offset).Uint32(uint32(len(data))).Uint32(uint32(how)).Uint32(uint32(len(data)))
	d, _, err := c.call(caller, procWrite, arguments, data)
	if err != nil {
		return Written{}, err
	}
	skipChange(d)
	written := Written{Count: min(d.Uint32(), uint32(len(data))), Stability: Stability(d.Uint32())}
	copy(written.Verifier[:], d.Fixed(8))
	return written, d.Err()
}

// Commit has everything of a file that was written put on the disk; the verifier tells since when nothing was lost.
func (c *Client) Commit(caller Caller, handle Handle) (Verifier, error) {
	var verifier Verifier
	d, _, err := c.call(caller, procCommit, handled(handle).Uint64(0).Uint32(0), nil)
	if err != nil {
		return verifier, err
	}
	skipChange(d)
	copy(verifier[:], d.Fixed(8))
	return verifier, d.Err()
}
