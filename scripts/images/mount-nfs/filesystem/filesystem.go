// Package filesystem serves the kernel's FUSE requests from an NFS server. The server judges every permission: each
// request goes out under its caller's identity, and names are looked up anew each time, so that nobody walks through
// a directory by what another was allowed to see.
//
// It knows nothing of mounting.
package filesystem

import (
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/hanwen/go-fuse/v2/fuse"
	"stateproof.dev/images/mount-nfs/nfs3"
)

// Settings of a mount.
type Settings struct {
	ReadSize, WriteSize uint32
	// Sync: every write is on the server's disk before it returns.
	Sync bool
	// Attributes is how long the kernel may use attributes before it asks again. Opening a file always asks.
	Attributes time.Duration
	// Gone tells that the mount was taken away, so that nobody waits for an answer.
	Gone func() bool
}

// FS is one mounted export.
type FS struct {
	fuse.RawFileSystem
	nfs      *nfs3.Client
	settings Settings
	nodes    *nodes
	files    *files
	// uncommitted bytes of all files together.
	uncommitted atomic.Int64
	// seed and sillyNames make names that no other mount uses.
	seed       uint64
	sillyNames atomic.Uint32
}

// New serves the tree below the root's handle.
func New(nfs *nfs3.Client, root nfs3.Handle, settings Settings) *FS {
	return &FS{RawFileSystem: fuse.NewDefaultRawFileSystem(), nfs: nfs, settings: settings,
		nodes: newNodes(root), files: newFiles(), seed: rand.Uint64()}
}

func (fs *FS) String() string { return "nfs" }

func status(err error) fuse.Status { return fuse.Status(nfs3.Errno(err)) }
