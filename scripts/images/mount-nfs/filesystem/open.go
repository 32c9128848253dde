package filesystem

import (
	"syscall"

	"github.com/hanwen/go-fuse/v2/fuse"
	"stateproof.dev/images/mount-nfs/nfs3"
)

// Open asks the server whether the caller may. What the kernel had cached of the file is dropped, so that what was
// written elsewhere and closed before is seen (close-to-open consistency).
func (fs *FS) Open(_ <-chan struct{}, in *fuse.OpenIn, out *fuse.OpenOut) fuse.Status {
	node, caller := fs.nodes.get(in.NodeId), fs.caller(&in.InHeader)
	node.naming.RLock()
	fs.nodes.opening(node)
	node.naming.RUnlock()
	if err := fs.mayOpen(caller, node.handle, in.Flags); err != nil {
		fs.close(node)
		return status(err)
	}
	out.Fh = fs.files.add(&file{node, caller})
	out.OpenFlags = openFlags(in.Flags)
	return fuse.OK
}

// openFlags: who appends does so past the kernel's cache, since the end of the file may lie elsewhere than it thinks.
func openFlags(flags uint32) uint32 {
	if flags&syscall.O_APPEND != 0 {
		return fuse.FOPEN_DIRECT_IO
	}
	return 0
}

func (fs *FS) mayOpen(caller nfs3.Caller, handle nfs3.Handle, flags uint32) error {
	const forExecution = 0x20 // FMODE_EXEC of linux/fs.h
	granted, attributes, err := fs.nfs.Access(caller, handle, everyAccess)
	if err != nil {
		return err
	}
	if attributes != nil && attributes.Links == 0 {
		return nfs3.ErrStale // removed, and about to go; the kernel then looks the name up again
	}
	execute, mode := flags&forExecution != 0, flags&syscall.O_ACCMODE
	if !fits(granted, mode != syscall.O_WRONLY && !execute, mode != syscall.O_RDONLY, execute).Ok() {
		return nfs3.Status(syscall.EACCES)
	}
	return nil
}

// Flush is close(2): what was written is on the disk afterwards, as the protocol's clients do it.
func (fs *FS) Flush(_ <-chan struct{}, in *fuse.FlushIn) fuse.Status {
	opened := fs.files.get(in.Fh)
	return status(fs.commit(fs.as(opened.caller.Credentials, in.Pid), opened.node))
}

// Fsync returns when everything that was written is on the server's disk.
func (fs *FS) Fsync(_ <-chan struct{}, in *fuse.FsyncIn) fuse.Status {
	opened := fs.files.get(in.Fh)
	return status(fs.commit(fs.as(opened.caller.Credentials, in.Pid), opened.node))
}

// Release is told when the last descriptor and mapping of an open file are gone.
func (fs *FS) Release(_ <-chan struct{}, in *fuse.ReleaseIn) {
	if opened := fs.files.remove(in.Fh); opened != nil {
		fs.saveLast(opened.node)
		fs.close(opened.node)
	}
}

// close ends a file that lost its name before it was open again for somebody else, or not at all.
func (fs *FS) close(node *node) {
	node.naming.Lock()
	defer node.naming.Unlock()
	if fs.nodes.closing(node) {
		fs.giveUp(node)
		fs.removeSilly(node)
	}
}
