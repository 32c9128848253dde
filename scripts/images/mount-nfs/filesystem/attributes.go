package filesystem

import (
	"time"

	"github.com/hanwen/go-fuse/v2/fuse"
	"stateproof.dev/images/mount-nfs/nfs3"
)

// GetAttr asks the server for a file's attributes.
func (fs *FS) GetAttr(_ <-chan struct{}, in *fuse.GetAttrIn, out *fuse.AttrOut) fuse.Status {
	node := fs.nodes.get(in.NodeId)
	attributes, err := fs.nfs.GetAttr(fs.caller(&in.InHeader), node.handle)
	if err != nil {
		return status(err)
	}
	fs.answerAttributes(node, &attributes, out)
	return fuse.OK
}

// SetAttr changes mode, owner, size and times. A descriptor that was opened for writing may change the size whatever the
// mode is by now, so that goes out as whoever opened it.
func (fs *FS) SetAttr(_ <-chan struct{}, in *fuse.SetAttrIn, out *fuse.AttrOut) fuse.Status {
	node := fs.nodes.get(in.NodeId)
	caller := fs.caller(&in.InHeader)
	if opened := fs.files.get(in.Fh); in.Valid&fuse.FATTR_FH != 0 && opened != nil && in.Valid&fuse.FATTR_SIZE != 0 {
		caller = fs.as(opened.caller.Credentials, in.Pid)
	}
	wanted := newAttributes(in)
	attributes, err := fs.change(caller, node, wanted)
	if err != nil {
		return notOwner(status(err), wanted)
	}
	fs.answerAttributes(node, attributes, out)
	return fuse.OK
}

// notOwner: some servers say "access denied" where only the owner may do something, which is another number here.
func notOwner(code fuse.Status, wanted nfs3.NewAttributes) fuse.Status {
	owners := wanted.Mode != nil || wanted.UID != nil || wanted.GID != nil || wanted.Access != nil || wanted.Modify != nil
	if code == fuse.EACCES && owners && wanted.Size == nil {
		return fuse.EPERM
	}
	return code
}

// change sets attributes and returns them as they are now. What lies beyond a new end is never written again.
func (fs *FS) change(caller nfs3.Caller, node *node, wanted nfs3.NewAttributes) (*nfs3.Attributes, error) {
	if wanted.Size != nil {
		node.transfer.Lock()
		defer node.transfer.Unlock()
	}
	attributes, err := fs.nfs.SetAttr(caller, node.handle, wanted)
	if err != nil {
		return nil, err
	}
	if wanted.Size != nil {
		fs.remember(node, func() { node.unsafe.Forget(*wanted.Size, ^uint64(0)) })
	}
	return fs.complete(caller, node.handle, attributes)
}

// complete asks for the attributes that a server left out of an answer.
func (fs *FS) complete(caller nfs3.Caller, handle nfs3.Handle, attributes *nfs3.Attributes) (*nfs3.Attributes, error) {
	if attributes != nil {
		return attributes, nil
	}
	asked, err := fs.nfs.GetAttr(caller, handle)
	return &asked, err
}

func newAttributes(in *fuse.SetAttrIn) nfs3.NewAttributes {
	var wanted nfs3.NewAttributes
	if mode, set := in.GetMode(); set {
		mode &= 0o7777
		wanted.Mode = &mode
	}
	if uid, set := in.GetUID(); set {
		wanted.UID = &uid
	}
	if gid, set := in.GetGID(); set {
		wanted.GID = &gid
	}
	if size, set := in.GetSize(); set {
		wanted.Size = &size
	}
	wanted.Access, wanted.AccessNow = newTime(in, fuse.FATTR_ATIME, fuse.FATTR_ATIME_NOW, in.Atime, in.Atimensec)
	wanted.Modify, wanted.ModifyNow = newTime(in, fuse.FATTR_MTIME, fuse.FATTR_MTIME_NOW, in.Mtime, in.Mtimensec)
	return wanted
}

func newTime(in *fuse.SetAttrIn, set, now uint32, seconds uint64, nanoseconds uint32) (*nfs3.Time, bool) {
	if in.Valid&now != 0 {
		return nil, true
	}
	if in.Valid&set == 0 {
		return nil, false
	}
	wanted := nfs3.TimeOf(time.Unix(int64(seconds), int64(nanoseconds)))
	return &wanted, false
}

func (fs *FS) answerAttributes(node *node, attributes *nfs3.Attributes, out *fuse.AttrOut) {
	out.SetTimeout(fs.settings.Attributes)
	node.fill(attributes, &out.Attr)
}

// answerEntry tells the kernel of a file by name. The name is good for this once: the next use asks again.
func (fs *FS) answerEntry(found nfs3.Found, out *fuse.EntryOut) *node {
	node := fs.nodes.know(found.Handle)
	out.NodeId, out.Generation = node.id, 1
	out.SetEntryTimeout(0)
	out.SetAttrTimeout(fs.settings.Attributes)
	node.fill(found.Attributes, &out.Attr)
	return node
}

func (n *node) fill(from *nfs3.Attributes, to *fuse.Attr) {
	*to = fuse.Attr{Ino: from.FileID, Size: from.Size, Blocks: (from.Used + 511) / 512,
		Atime: uint64(from.Access.Seconds), Mtime: uint64(from.Modify.Seconds), Ctime: uint64(from.Change.Seconds),
		Atimensec: from.Access.Nanoseconds, Mtimensec: from.Modify.Nanoseconds, Ctimensec: from.Change.Nanoseconds,
		Mode: from.Type.Mode() | from.Mode&0o7777, Nlink: from.Links,
		Owner: fuse.Owner{Uid: from.UID, Gid: from.GID}, Rdev: deviceNumber(from.Major, from.Minor)}
	if n.isSilly() && to.Nlink > 0 {
		to.Nlink-- // the name under which the server keeps it is ours, not the user's
	}
}

// deviceNumber is the kernel's 32-bit form (new_encode_dev of linux/kdev_t.h).
func deviceNumber(major, minor uint32) uint32 {
	return minor&0xff | major<<8 | minor&^0xff<<12
}
