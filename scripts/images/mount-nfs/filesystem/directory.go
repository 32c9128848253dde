package filesystem

import (
	"sync"

	"github.com/hanwen/go-fuse/v2/fuse"
	"stateproof.dev/images/mount-nfs/nfs3"
)

// namesAtOnce is how many bytes of names are asked for at a time.
const namesAtOnce = 32 << 10

// directory is an open directory: entries that were read and not yet handed out.
type directory struct {
	node   *node
	caller nfs3.Caller

	mu       sync.Mutex
	entries  []nfs3.Entry
	next     uint64
	verifier nfs3.Verifier
	end      bool
}

// OpenDir asks the server whether the caller may read the directory.
func (fs *FS) OpenDir(_ <-chan struct{}, in *fuse.OpenIn, out *fuse.OpenOut) fuse.Status {
	node, caller := fs.nodes.get(in.NodeId), fs.caller(&in.InHeader)
	granted, _, err := fs.nfs.Access(caller, node.handle, everyAccess)
	if err != nil {
		return status(err)
	}
	if code := fits(granted, true, false, false); !code.Ok() {
		return code
	}
	out.Fh = fs.files.addDirectory(&directory{node: node, caller: caller})
	return fuse.OK
}

// ReadDir hands out entries from a place on, which is the server's own cookie.
func (fs *FS) ReadDir(_ <-chan struct{}, in *fuse.ReadIn, out *fuse.DirEntryList) fuse.Status {
	directory := fs.files.directory(in.Fh)
	directory.mu.Lock()
	defer directory.mu.Unlock()
	if in.Offset != directory.next || in.Offset == 0 {
		directory.seek(in.Offset)
	}
	for {
		if full := directory.handOut(out); full || directory.end {
			return fuse.OK
		}
		if err := directory.fetch(fs, in.Pid); err != nil {
			return status(err)
		}
	}
}

func (d *directory) seek(cookie uint64) {
	d.entries, d.next, d.end = nil, cookie, false
	if cookie == 0 {
		d.verifier = nfs3.Verifier{}
	}
}

func (d *directory) handOut(out *fuse.DirEntryList) (full bool) {
	for len(d.entries) > 0 {
		entry := d.entries[0]
		if !out.AddDirEntry(fuse.DirEntry{Name: entry.Name, Ino: entry.FileID, Mode: entry.Type.Mode(), Off: entry.Cookie}) {
			return true
		}
		d.entries, d.next = d.entries[1:], entry.Cookie
	}
	return false
}

func (d *directory) fetch(fs *FS, pid uint32) error {
	page, err := fs.nfs.ReadDir(fs.as(d.caller.Credentials, pid), d.node.handle, d.next, d.verifier, namesAtOnce)
	if err != nil {
		return err
	}
	d.entries, d.end, d.verifier = page.Entries, page.End, page.Verifier
	if len(page.Entries) == 0 {
		d.end = true
	}
	return nil
}

// ReleaseDir is told when a directory is closed.
func (fs *FS) ReleaseDir(in *fuse.ReleaseIn) { fs.files.removeDirectory(in.Fh) }

// FsyncDir has nothing to do: the server answers for names only when they are lasting.
func (fs *FS) FsyncDir(_ <-chan struct{}, _ *fuse.FsyncIn) fuse.Status { return fuse.OK }
