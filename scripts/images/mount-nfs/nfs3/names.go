package nfs3

import (
	"crypto/rand"
	"errors"

	"stateproof.dev/images/mount-nfs/xdr"
)

// How CREATE treats a file that is there (createmode3).
const (
	unchecked = 0
	exclusive = 2
)

// Create makes a regular file, or opens the one that is there.
func (c *Client) Create(caller Caller, directory Handle, name string, attributes NewAttributes) (Found, error) {
	arguments := handled(directory).String(name).Uint32(unchecked)
	attributes.encode(arguments)
	found, _, err := c.make(caller, procCreate, arguments, directory, name)
	return found, err
}

// CreateExclusive makes a regular file that was not there. A random number that the server keeps with the file lets a
// call that is sent twice succeed, and two callers never (RFC 1813, section 3.3.8). The mode is still to be set.
func (c *Client) CreateExclusive(caller Caller, directory Handle, name string) (Found, error) {
	var number [8]byte
	if _, err := rand.Read(number[:]); err != nil {
		return Found{}, err
	}
	arguments := handled(directory).String(name).Uint32(exclusive).Fixed(number[:])
	found, _, err := c.make(caller, procCreate, arguments, directory, name)
	return found, err
}

// Mkdir makes a directory.
func (c *Client) Mkdir(caller Caller, directory Handle, name string, attributes NewAttributes) (Found, error) {
	arguments := handled(directory).String(name)
	attributes.encode(arguments)
	found, _, err := c.make(caller, procMkdir, arguments, directory, name)
	return found, err
}

// Symlink makes a symbolic link.
func (c *Client) Symlink(caller Caller, directory Handle, name, target string) (Found, error) {
	arguments := handled(directory).String(name)
	NewAttributes{}.encode(arguments)
	found, _, err := c.make(caller, procSymlink, arguments.String(target), directory, name)
	return found, err
}

// Mknod makes a device, a socket or a FIFO.
func (c *Client) Mknod(caller Caller, directory Handle, name string, kind Type, attributes NewAttributes, major, minor uint32) (Found, error) {
	arguments := handled(directory).String(name).Uint32(uint32(kind))
	attributes.encode(arguments)
	if kind == Block || kind == Character {
		arguments.Uint32(major).Uint32(minor)
	}
	found, _, err := c.make(caller, procMknod, arguments, directory, name)
	return found, err
}

func (c *Client) make(caller Caller, procedure uint32, arguments *xdr.Encoder, directory Handle, name string) (Found, bool, error) {
	d, resent, err := c.call(caller, procedure, arguments, nil)
	if err != nil {
		return Found{}, resent, err
	}
	found := Found{Handle: readOptionalHandle(d), Attributes: readOptional(d)}
	if d.Err() != nil || found.Handle != "" {
		return found, resent, d.Err()
	}
	found, err = c.Lookup(caller, directory, name)
	return found, resent, err
}

// Remove removes a file; Rmdir an empty directory. A call that had to be sent again and finds nothing has done it the
// first time.
func (c *Client) Remove(caller Caller, directory Handle, name string) error {
	return c.remove(caller, procRemove, directory, name)
}

// Rmdir removes an empty directory; see Remove.
func (c *Client) Rmdir(caller Caller, directory Handle, name string) error {
	return c.remove(caller, procRmdir, directory, name)
}

func (c *Client) remove(caller Caller, procedure uint32, directory Handle, name string) error {
	_, resent, err := c.call(caller, procedure, handled(directory).String(name), nil)
	if resent && errors.Is(err, ErrNoEntry) {
		return nil
	}
	return err
}

// Rename moves a name, in one step. If it had to be sent again and the old name is gone while the new one is there, it
// was done the first time.
func (c *Client) Rename(caller Caller, from Handle, oldName string, to Handle, newName string) error {
	arguments := handled(from).String(oldName).String(string(to)).String(newName)
	_, resent, err := c.call(caller, procRename, arguments, nil)
	if resent && errors.Is(err, ErrNoEntry) {
		_, err = c.Lookup(caller, to, newName)
	}
	return err
}

// Link gives a file one more name. If it had to be sent again and the name is there for that very file, it was done
// the first time.
func (c *Client) Link(caller Caller, file, directory Handle, name string) (*Attributes, error) {
	d, resent, err := c.call(caller, procLink, handled(file).String(string(directory)).String(name), nil)
	if resent && errors.Is(err, ErrExist) {
		if found, lookup := c.Lookup(caller, directory, name); lookup == nil && found.Handle == file {
			return found.Attributes, nil
		}
	}
	if err != nil {
		return nil, err
	}
	return readOptional(d), d.Err()
}
