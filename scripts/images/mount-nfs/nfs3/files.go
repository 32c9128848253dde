package nfs3

import "stateproof.dev/images/mount-nfs/xdr"

// Procedures of RFC 1813, section 3.3.
const (
	procGetAttr     = 1
	procSetAttr     = 2
	procLookup      = 3
	procAccess      = 4
	procReadLink    = 5
	procRead        = 6
	procWrite       = 7
	procCreate      = 8
	procMkdir       = 9
	procSymlink     = 10
	procMknod       = 11
	procRemove      = 12
	procRmdir       = 13
	procRename      = 14
	procLink        = 15
	procReadDir     = 16
	procReadDirPlus = 17
	procFSStat      = 18
	procFSInfo      = 19
	procCommit      = 21
)

// Bits of ACCESS.
const (
	AccessRead    = 0x01
	AccessLookup  = 0x02
	AccessModify  = 0x04
	AccessExtend  = 0x08
	AccessDelete  = 0x10
	AccessExecute = 0x20
)

func handled(handle Handle) *xdr.Encoder {
	var encoder xdr.Encoder
	return encoder.String(string(handle))
}

// GetAttr returns a file's attributes.
func (c *Client) GetAttr(caller Caller, handle Handle) (Attributes, error) {
	d, _, err := c.call(caller, procGetAttr, handled(handle), nil)
	if err != nil {
		return Attributes{}, err
	}
	return readAttributes(d), d.Err()
}

// SetAttr changes a file's attributes; the server has made the change lasting when this returns.
func (c *Client) SetAttr(caller Caller, handle Handle, attributes NewAttributes) (*Attributes, error) {
	arguments := handled(handle)
	attributes.encode(arguments)
	d, _, err := c.call(caller, procSetAttr, arguments.Bool(false), nil)
	if err != nil {
		return nil, err
	}
	return skipChange(d), d.Err()
}

// Found is what an operation that names a file returns about it. A server may leave the attributes out.
type Found struct {
	Handle     Handle
	Attributes *Attributes
}

// Lookup finds a name in a directory.
func (c *Client) Lookup(caller Caller, directory Handle, name string) (Found, error) {
	d, _, err := c.call(caller, procLookup, handled(directory).String(name), nil)
	if err != nil {
		return Found{}, err
	}
	return Found{Handle: Handle(d.Opaque()), Attributes: readOptional(d)}, d.Err()
}

// Access returns which of the wanted bits the server grants; and the attributes, if it gave them.
func (c *Client) Access(caller Caller, handle Handle, wanted uint32) (uint32, *Attributes, error) {
	d, _, err := c.call(caller, procAccess, handled(handle).Uint32(wanted), nil)
	if err != nil {
		return 0, nil, err
	}
	attributes := readOptional(d)
	return d.Uint32(), attributes, d.Err()
}

// ReadLink returns what a symbolic link points to.
func (c *Client) ReadLink(caller Caller, handle Handle) ([]byte, error) {
	d, _, err := c.call(caller, procReadLink, handled(handle), nil)
	if err != nil {
		return nil, err
	}
	readOptional(d)
	return d.Opaque(), d.Err()
}

// FSStat is how much room there is.
type FSStat struct {
	Bytes, BytesFree, BytesAvailable uint64
	Files, FilesFree, FilesAvailable uint64
}

// Stat asks how much room there is.
func (c *Client) Stat(caller Caller, handle Handle) (FSStat, error) {
	d, _, err := c.call(caller, procFSStat, handled(handle), nil)
	if err != nil {
		return FSStat{}, err
	}
	readOptional(d)
	return FSStat{d.Uint64(), d.Uint64(), d.Uint64(), d.Uint64(), d.Uint64(), d.Uint64()}, d.Err()
}

// FSInfo is what sizes the server takes.
type FSInfo struct {
	MaxRead, MaxWrite, ReadDir uint32
	Attributes                 *Attributes
}

// Info asks what sizes the server takes.
func (c *Client) Info(caller Caller, handle Handle) (FSInfo, error) {
	d, _, err := c.call(caller, procFSInfo, handled(handle), nil)
	if err != nil {
		return FSInfo{}, err
	}
	info := FSInfo{Attributes: readOptional(d), MaxRead: d.Uint32()}
	d.Fixed(8) // preferred size and multiple of reads
	info.MaxWrite = d.Uint32()
	d.Fixed(8)
	info.ReadDir = d.Uint32()
	return info, d.Err()
}
