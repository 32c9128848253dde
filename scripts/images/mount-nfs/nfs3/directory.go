package nfs3

import (
	"errors"

	"stateproof.dev/images/mount-nfs/xdr"
)

// Entry of a directory.
type Entry struct {
	FileID uint64
	Name   string
	// Cookie is where to go on after this entry.
	Cookie uint64
	// Type is 0 if the server did not say.
	Type Type
}

// Page is some entries of a directory.
type Page struct {
	Entries  []Entry
	End      bool
	Verifier Verifier
}

// pageOverhead is what READDIRPLUS may spend on attributes and handles for each byte of names.
const pageOverhead = 8

// ReadDir reads entries after the cookie, about that many bytes of names. The verifier is that of the page before, or
// zero at the beginning.
func (c *Client) ReadDir(caller Caller, directory Handle, cookie uint64, verifier Verifier, size uint32) (Page, error) {
	arguments := handled(directory).Uint64(cookie).Fixed(verifier[:]).Uint32(size).Uint32(size * pageOverhead)
	d, _, err := c.call(caller, procReadDirPlus, arguments, nil)
	if errors.Is(err, ErrNotSupp) {
		arguments = handled(directory).Uint64(cookie).Fixed(verifier[:]).Uint32(size)
		if d, _, err = c.call(caller, procReadDir, arguments, nil); err == nil {
			return readPage(d, false)
		}
	}
	if err != nil {
		return Page{}, err
	}
	return readPage(d, true)
}

func readPage(d *xdr.Decoder, plus bool) (Page, error) {
	var page Page
	readOptional(d)
	copy(page.Verifier[:], d.Fixed(8))
	for d.Bool() {
		entry := Entry{FileID: d.Uint64(), Name: d.String(), Cookie: d.Uint64()}
		if plus {
			if attributes := readOptional(d); attributes != nil {
				entry.Type = attributes.Type
			}
			readOptionalHandle(d)
		}
		page.Entries = append(page.Entries, entry)
	}
	page.End = d.Bool()
	return page, d.Err()
}
