package filesystem

import (
	"syscall"

	"github.com/hanwen/go-fuse/v2/fuse"
	"stateproof.dev/images/mount-nfs/nfs3"
)

// Create makes a regular file and opens it.
func (fs *FS) Create(_ <-chan struct{}, in *fuse.CreateIn, name string, out *fuse.CreateOut) fuse.Status {
	caller, directory := fs.caller(&in.InHeader), fs.nodes.get(in.NodeId).handle
	found, err := fs.create(caller, directory, name, in)
	if code := fs.entry(caller, found, err, &out.EntryOut); !code.Ok() {
		return code
	}
	node := fs.nodes.get(out.NodeId)
	fs.nodes.opening(node)
	out.Fh = fs.files.add(&file{node, caller})
	out.OpenFlags = openFlags(in.Flags)
	return fuse.OK
}

func (fs *FS) create(caller nfs3.Caller, directory nfs3.Handle, name string, in *fuse.CreateIn) (nfs3.Found, error) {
	mode := in.Mode & 0o7777
	if in.Flags&syscall.O_EXCL != 0 {
		found, err := fs.nfs.CreateExclusive(caller, directory, name)
		if err == nil {
			// The server kept the call's number in the times.
			wanted := nfs3.NewAttributes{Mode: &mode, AccessNow: true, ModifyNow: true}
			found.Attributes, err = fs.nfs.SetAttr(caller, found.Handle, wanted)
		}
		return found, err
	}
	wanted := nfs3.NewAttributes{Mode: &mode}
	if in.Flags&syscall.O_TRUNC != 0 {
		wanted.Size = new(uint64)
	}
	found, err := fs.nfs.Create(caller, directory, name, wanted)
	if err == nil && (found.Attributes == nil || found.Attributes.UID != caller.Credentials.UID) {
		// Somebody else may have made it in the meantime, and then the caller opens what is his.
		err = fs.mayOpen(caller, found.Handle, in.Flags)
	}
	return found, err
}

// Mkdir makes a directory.
func (fs *FS) Mkdir(_ <-chan struct{}, in *fuse.MkdirIn, name string, out *fuse.EntryOut) fuse.Status {
	caller, mode := fs.caller(&in.InHeader), in.Mode&0o7777
	found, err := fs.nfs.Mkdir(caller, fs.nodes.get(in.NodeId).handle, name, nfs3.NewAttributes{Mode: &mode})
	return fs.entry(caller, found, err, out)
}

// Symlink makes a symbolic link.
func (fs *FS) Symlink(_ <-chan struct{}, header *fuse.InHeader, target, name string, out *fuse.EntryOut) fuse.Status {
	caller := fs.caller(header)
	found, err := fs.nfs.Symlink(caller, fs.nodes.get(header.NodeId).handle, name, target)
	return fs.entry(caller, found, err, out)
}

// Link gives a file one more name.
func (fs *FS) Link(_ <-chan struct{}, in *fuse.LinkIn, name string, out *fuse.EntryOut) fuse.Status {
	caller, file := fs.caller(&in.InHeader), fs.nodes.get(in.Oldnodeid).handle
	attributes, err := fs.nfs.Link(caller, file, fs.nodes.get(in.NodeId).handle, name)
	return fs.entry(caller, nfs3.Found{Handle: file, Attributes: attributes}, err, out)
}

// Mknod makes a device, a socket, a FIFO or an empty regular file.
func (fs *FS) Mknod(_ <-chan struct{}, in *fuse.MknodIn, name string, out *fuse.EntryOut) fuse.Status {
	caller, directory := fs.caller(&in.InHeader), fs.nodes.get(in.NodeId).handle
	mode := in.Mode & 0o7777
	wanted := nfs3.NewAttributes{Mode: &mode}
	kind, err := kindOf(in.Mode)
	if err != nil {
		return fuse.ToStatus(err)
	}
	var found nfs3.Found
	if kind == nfs3.Regular {
		found, err = fs.nfs.CreateExclusive(caller, directory, name)
		if err == nil {
			found.Attributes, err = fs.nfs.SetAttr(caller, found.Handle, wanted)
		}
	} else {
		major, minor := in.Rdev>>8&0xfff, in.Rdev&0xff|in.Rdev>>12&^0xff
		found, err = fs.nfs.Mknod(caller, directory, name, kind, wanted, major, minor)
	}
	return fs.entry(caller, found, err, out)
}

func kindOf(mode uint32) (nfs3.Type, error) {
	for _, kind := range []nfs3.Type{nfs3.Regular, nfs3.Block, nfs3.Character, nfs3.Socket, nfs3.FIFO} {
		if mode&syscall.S_IFMT == kind.Mode() || (kind == nfs3.Regular && mode&syscall.S_IFMT == 0) {
			return kind, nil
		}
	}
	return 0, syscall.EINVAL
}
