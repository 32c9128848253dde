package filesystem

import (
	"errors"
	"fmt"
	"log"

	"github.com/hanwen/go-fuse/v2/fuse"
	"stateproof.dev/images/mount-nfs/nfs3"
)

// sillyName is under which a file lives on that lost its name while it was open: the server knows nothing of open
// files. All clients of NFS version 3 do this, under names that begin alike.
type sillyName struct {
	directory nfs3.Handle
	name      string
	caller    nfs3.Caller
}

func (n *node) isSilly() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.silly != nil
}

// Unlink removes a name. A file that is open on this node goes on existing until it is closed.
func (fs *FS) Unlink(_ <-chan struct{}, header *fuse.InHeader, name string) fuse.Status {
	caller, directory := fs.caller(header), fs.nodes.get(header.NodeId).handle
	node, links := fs.target(caller, directory, name)
	if node == nil {
		return status(fs.nfs.Remove(caller, directory, name))
	}
	defer fs.nodes.forget(node.id, 1)
	if links > 1 {
		return status(fs.nfs.Remove(caller, directory, name))
	}
	node.naming.Lock()
	defer node.naming.Unlock()
	if !fs.nodes.isOpen(node) {
		return status(fs.nfs.Remove(caller, directory, name))
	}
	if node.isSilly() {
		return fuse.EBUSY // what the Linux client answers
	}
	silly := fs.newSillyName(directory, caller)
	err := fs.nfs.Rename(caller, directory, name, directory, silly.name)
	if err == nil {
		node.setSilly(silly)
	}
	return status(err)
}

// Rmdir removes an empty directory.
func (fs *FS) Rmdir(_ <-chan struct{}, header *fuse.InHeader, name string) fuse.Status {
	return status(fs.nfs.Rmdir(fs.caller(header), fs.nodes.get(header.NodeId).handle, name))
}

// Rename moves a name in one step. A file that is open under the new name gets a further name first, so that it lives
// on and the new name never leads nowhere.
func (fs *FS) Rename(_ <-chan struct{}, in *fuse.RenameIn, oldName, newName string) fuse.Status {
	if in.Flags != 0 {
		return fuse.EINVAL // version 3 has no exchange and no "only if it is not there"
	}
	caller := fs.caller(&in.InHeader)
	from, to := fs.nodes.get(in.NodeId).handle, fs.nodes.get(in.Newdir).handle
	replaced, links := fs.target(caller, to, newName)
	if replaced == nil {
		return status(fs.nfs.Rename(caller, from, oldName, to, newName))
	}
	defer fs.nodes.forget(replaced.id, 1)
	if links > 1 {
		return status(fs.nfs.Rename(caller, from, oldName, to, newName))
	}
	if moved, err := fs.nfs.Lookup(caller, from, oldName); err != nil || moved.Handle == replaced.handle {
		return status(err)
	}
	replaced.naming.Lock()
	defer replaced.naming.Unlock()
	return status(fs.replace(caller, replaced, from, oldName, to, newName))
}

func (fs *FS) replace(caller nfs3.Caller, replaced *node, from nfs3.Handle, oldName string, to nfs3.Handle, newName string) error {
	if !fs.nodes.isOpen(replaced) {
		return fs.nfs.Rename(caller, from, oldName, to, newName)
	}
	silly := fs.newSillyName(to, caller)
	if _, err := fs.nfs.Link(caller, replaced.handle, to, silly.name); err != nil {
		return err
	}
	err := fs.nfs.Rename(caller, from, oldName, to, newName)
	if err != nil {
		fs.nfs.Remove(caller, to, silly.name)
		return err
	}
	replaced.setSilly(silly)
	return nil
}

// target returns the file that a name leads to, to be forgotten once after use, and how many names it has: with a second
// one, the server keeps it anyway. It is made known even if it was not, since somebody may be about to open it.
func (fs *FS) target(caller nfs3.Caller, directory nfs3.Handle, name string) (*node, uint32) {
	found, err := fs.nfs.Lookup(caller, directory, name)
	if err != nil || found.Attributes == nil || found.Attributes.Type != nfs3.Regular {
		return nil, 0
	}
	return fs.nodes.know(found.Handle), found.Attributes.Links
}

func (fs *FS) newSillyName(directory nfs3.Handle, caller nfs3.Caller) *sillyName {
	caller.GivenUp = fs.settings.Gone // the removal is nobody's who could be killed
	return &sillyName{directory, fmt.Sprintf(".nfs%016x%08x", fs.seed, fs.sillyNames.Add(1)), caller}
}

func (n *node) setSilly(silly *sillyName) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.silly = silly
}

// removeSilly ends the life of a file that has lost its name, now that nobody has it open.
func (fs *FS) removeSilly(node *node) {
	node.mu.Lock()
	silly := node.silly
	node.silly = nil
	node.mu.Unlock()
	if silly == nil {
		return
	}
	if err := fs.nfs.Remove(silly.caller, silly.directory, silly.name); err != nil && !errors.Is(err, nfs3.ErrStale) {
		log.Printf("cannot remove %s, which was deleted while it was open: %v", silly.name, err)
	}
}
