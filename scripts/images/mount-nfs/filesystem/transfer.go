package filesystem

import (
	"syscall"

	"github.com/hanwen/go-fuse/v2/fuse"
	"stateproof.dev/images/mount-nfs/nfs3"
)

// Read reads as whoever opened the file.
func (fs *FS) Read(_ <-chan struct{}, in *fuse.ReadIn, buffer []byte) (fuse.ReadResult, fuse.Status) {
	opened := fs.files.get(in.Fh)
	caller := fs.as(opened.caller.Credentials, in.Pid)
	// The usual case, one answer with all of it, goes to the kernel without a copy.
	data, err := fs.nfs.Read(caller, opened.node.handle, in.Offset, min(in.Size, fs.settings.ReadSize))
	if err != nil {
		return nil, status(err)
	}
	if data.End || len(data.Bytes) == int(in.Size) {
		return answer{data}, fuse.OK
	}
	filled := copy(buffer, data.Bytes)
	for filled < int(in.Size) && !data.End {
		data.Release()
		offset, length := in.Offset+uint64(filled), min(in.Size-uint32(filled), fs.settings.ReadSize)
		if data, err = fs.nfs.Read(caller, opened.node.handle, offset, length); err != nil {
			return nil, status(err)
		}
		if len(data.Bytes) == 0 && !data.End {
			return nil, fuse.EIO
		}
		filled += copy(buffer[filled:], data.Bytes)
	}
	data.Release()
	return fuse.ReadResultData(buffer[:filled]), fuse.OK
}

// answer hands the server's bytes to the kernel, and their buffer back after that. That it has Slices is what makes
// go-fuse call Done only after the bytes were written to the kernel; of other results it keeps the bytes beyond Done.
type answer struct{ data nfs3.Data }

func (a answer) Slices() ([][]byte, fuse.Status)    { return [][]byte{a.data.Bytes}, fuse.OK }
func (a answer) Bytes([]byte) ([]byte, fuse.Status) { return a.data.Bytes, fuse.OK }
func (a answer) Size() int                          { return len(a.data.Bytes) }
func (a answer) Done()                              { a.data.Release() }

// Write returns when the server has the data; they may not be on its disk before a commit.
func (fs *FS) Write(_ <-chan struct{}, in *fuse.WriteIn, data []byte) (uint32, fuse.Status) {
	opened := fs.files.get(in.Fh)
	caller := fs.as(opened.caller.Credentials, in.Pid)
	offset := in.Offset
	// What the kernel writes back of its cache has its place already.
	if in.Flags&syscall.O_APPEND != 0 && in.WriteFlags&fuse.WRITE_CACHE == 0 {
		opened.node.appending.Lock()
		defer opened.node.appending.Unlock()
		attributes, err := fs.nfs.GetAttr(caller, opened.node.handle)
		if err != nil {
			return 0, status(err)
		}
		offset = attributes.Size
	}
	// The request's buffer is used again; these bytes may have to be written again.
	own := append([]byte(nil), data...)
	written, err := fs.write(caller, opened.node, offset, own, fs.stability(in.Flags))
	if written > 0 {
		fs.commitEarly(caller, opened.node)
		return uint32(written), fuse.OK
	}
	return 0, status(err)
}

func (fs *FS) stability(flags uint32) nfs3.Stability {
	if fs.settings.Sync || flags&syscall.O_DSYNC != 0 {
		return nfs3.FileSync
	}
	return nfs3.Unstable
}

// write sends data in pieces that the server takes, and remembers what it has not put on its disk.
func (fs *FS) write(caller nfs3.Caller, node *node, offset uint64, data []byte, how nfs3.Stability) (int, error) {
	node.transfer.RLock()
	defer node.transfer.RUnlock()
	done := 0
	for done < len(data) {
		piece := data[done:min(len(data), done+int(fs.settings.WriteSize))]
		place := offset + uint64(done)
		answer, err := fs.nfs.Write(caller, node.handle, place, piece, how)
		if err == nil && answer.Count == 0 {
			err = nfs3.Status(syscall.EIO)
		}
		if err != nil {
			return done, err
		}
		fs.taken(caller, node, place, piece[:answer.Count], answer)
		done += int(answer.Count)
	}
	return done, nil
}

func (fs *FS) taken(caller nfs3.Caller, node *node, offset uint64, data []byte, answer nfs3.Written) {
	fs.remember(node, func() {
		if answer.Stability != nfs3.Unstable {
			node.unsafe.Forget(offset, offset+uint64(len(data)))
			return
		}
		node.unsafe.Add(offset, data, answer.Verifier)
		node.writer = caller
	})
}

// remember changes what is remembered of a file, and keeps the sum over all files.
func (fs *FS) remember(node *node, change func()) {
	node.mu.Lock()
	defer node.mu.Unlock()
	before := node.unsafe.Bytes()
	change()
	fs.uncommitted.Add(int64(node.unsafe.Bytes() - before))
}
