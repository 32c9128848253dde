package filesystem

import (
	"github.com/hanwen/go-fuse/v2/fuse"
	"stateproof.dev/images/mount-nfs/nfs3"
)

// Lookup finds a name, under the caller's rights.
func (fs *FS) Lookup(_ <-chan struct{}, header *fuse.InHeader, name string, out *fuse.EntryOut) fuse.Status {
	caller := fs.caller(header)
	found, err := fs.nfs.Lookup(caller, fs.nodes.get(header.NodeId).handle, name)
	return fs.entry(caller, found, err, out)
}

// entry answers with a file that was found or made.
func (fs *FS) entry(caller nfs3.Caller, found nfs3.Found, err error, out *fuse.EntryOut) fuse.Status {
	if err == nil {
		found.Attributes, err = fs.complete(caller, found.Handle, found.Attributes)
	}
	if err != nil {
		return status(err)
	}
	fs.answerEntry(found, out)
	return fuse.OK
}

// Forget is told when the kernel drops what it knew.
func (fs *FS) Forget(id, answers uint64) { fs.nodes.forget(id, answers) }

// Access answers access(2) and chdir(2), as the server would.
func (fs *FS) Access(_ <-chan struct{}, in *fuse.AccessIn) fuse.Status {
	caller, handle := fs.caller(&in.InHeader), fs.nodes.get(in.NodeId).handle
	if in.Mask&(fuse.R_OK|fuse.W_OK|fuse.X_OK) == 0 {
		_, err := fs.nfs.GetAttr(caller, handle)
		return status(err)
	}
	granted, _, err := fs.nfs.Access(caller, handle, everyAccess)
	if err != nil {
		return status(err)
	}
	return fits(granted, in.Mask&fuse.R_OK != 0, in.Mask&fuse.W_OK != 0, in.Mask&fuse.X_OK != 0)
}

const everyAccess = nfs3.AccessRead | nfs3.AccessLookup | nfs3.AccessModify | nfs3.AccessExtend | nfs3.AccessExecute

// fits: reading, changing or executing (searching, for a directory) is granted as far as it is wanted.
func fits(granted uint32, read, write, execute bool) fuse.Status {
	denied := (read && granted&nfs3.AccessRead == 0) ||
		(write && granted&(nfs3.AccessModify|nfs3.AccessExtend) != nfs3.AccessModify|nfs3.AccessExtend) ||
		(execute && granted&(nfs3.AccessExecute|nfs3.AccessLookup) == 0)
	if denied {
		return fuse.EACCES
	}
	return fuse.OK
}

// Readlink returns what a symbolic link points to.
func (fs *FS) Readlink(_ <-chan struct{}, header *fuse.InHeader) ([]byte, fuse.Status) {
	target, err := fs.nfs.ReadLink(fs.caller(header), fs.nodes.get(header.NodeId).handle)
	return target, status(err)
}

// StatFs tells how much room there is.
func (fs *FS) StatFs(_ <-chan struct{}, header *fuse.InHeader, out *fuse.StatfsOut) fuse.Status {
	const block, longestName = 4096, 255
	room, err := fs.nfs.Stat(fs.caller(header), fs.nodes.get(header.NodeId).handle)
	if err != nil {
		return status(err)
	}
	*out = fuse.StatfsOut{Bsize: block, Frsize: block, NameLen: longestName, Files: room.Files, Ffree: room.FilesFree,
		Blocks: room.Bytes / block, Bfree: room.BytesFree / block, Bavail: room.BytesAvailable / block}
	return fuse.OK
}
