package nfs3

import (
	"syscall"
	"time"

	"stateproof.dev/images/mount-nfs/xdr"
)

// Handle names a file or directory for as long as it exists; only the server knows what is in it.
type Handle string

// Time is seconds and nanoseconds since the epoch (nfstime3).
type Time struct{ Seconds, Nanoseconds uint32 }

// TimeOf rounds nothing: both have nanoseconds.
func TimeOf(t time.Time) Time { return Time{uint32(t.Unix()), uint32(t.Nanosecond())} }

// Type of a file (ftype3).
type Type uint32

// The types of RFC 1813, section 2.5.
const (
	Regular Type = 1 + iota
	Directory
	Block
	Character
	Symlink
	Socket
	FIFO
)

// Mode is the type as stat(2) writes it.
func (t Type) Mode() uint32 {
	return [...]uint32{Regular: syscall.S_IFREG, Directory: syscall.S_IFDIR, Block: syscall.S_IFBLK,
		Character: syscall.S_IFCHR, Symlink: syscall.S_IFLNK, Socket: syscall.S_IFSOCK, FIFO: syscall.S_IFIFO}[t]
}

// Attributes of a file (fattr3).
type Attributes struct {
	Type                   Type
	Mode, Links            uint32
	UID, GID               uint32
	Size, Used             uint64
	Major, Minor           uint32
	FileID                 uint64
	Access, Modify, Change Time
}

func readAttributes(d *xdr.Decoder) Attributes {
	a := Attributes{Type: Type(d.Uint32()), Mode: d.Uint32(), Links: d.Uint32(), UID: d.Uint32(), GID: d.Uint32(),
		Size: d.Uint64(), Used: d.Uint64(), Major: d.Uint32(), Minor: d.Uint32()}
	d.Uint64() // the server's own number of the filesystem
	a.FileID = d.Uint64()
	a.Access, a.Modify, a.Change = readTime(d), readTime(d), readTime(d)
	if a.Type < Regular || a.Type > FIFO {
		a.Type = Regular
	}
	return a
}

func readTime(d *xdr.Decoder) Time { return Time{d.Uint32(), d.Uint32()} }

// readOptional reads attributes that a server may leave out.
func readOptional(d *xdr.Decoder) *Attributes {
	if !d.Bool() {
		return nil
	}
	attributes := readAttributes(d)
	return &attributes
}

// skipChange reads over what is said about a file before and after (wcc_data) and returns the latter.
func skipChange(d *xdr.Decoder) *Attributes {
	if d.Bool() {
		d.Fixed(24) // size, mtime, ctime before the operation
	}
	return readOptional(d)
}

// readOptionalHandle reads a handle that a server may leave out.
func readOptionalHandle(d *xdr.Decoder) Handle {
	if !d.Bool() {
		return ""
	}
	return Handle(d.Opaque())
}

// NewAttributes are those to be set (sattr3); what is nil stays as it is.
type NewAttributes struct {
	Mode, UID, GID       *uint32
	Size                 *uint64
	Access, Modify       *Time
	AccessNow, ModifyNow bool
}

func (a NewAttributes) encode(e *xdr.Encoder) {
	for _, number := range []*uint32{a.Mode, a.UID, a.GID} {
		if e.Bool(number != nil); number != nil {
			e.Uint32(*number)
		}
	}
	if e.Bool(a.Size != nil); a.Size != nil {
		e.Uint64(*a.Size)
	}
	encodeTime(e, a.Access, a.AccessNow)
	encodeTime(e, a.Modify, a.ModifyNow)
}

// encodeTime writes one of: leave as it is, the server's time, this time.
func encodeTime(e *xdr.Encoder, t *Time, now bool) {
	switch {
	case now:
		e.Uint32(1)
	case t != nil:
		e.Uint32(2).Uint32(t.Seconds).Uint32(t.Nanoseconds)
	default:
		e.Uint32(0)
	}
}
