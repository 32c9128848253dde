package filesystem

import (
	"sync"

	"stateproof.dev/images/mount-nfs/nfs3"
)

// file is an open file: reads and writes go out under the identity of whoever opened it, as descriptors are passed on
// and identities change.
type file struct {
	node   *node
	caller nfs3.Caller
}

// files are the open files and directories by the number that the kernel was given.
type files struct {
	mu          sync.Mutex
	last        uint64
	files       map[uint64]*file
	directories map[uint64]*directory
}

func newFiles() *files {
	return &files{files: map[uint64]*file{}, directories: map[uint64]*directory{}}
}

func (f *files) add(opened *file) uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	f.files[f.last] = opened
	return f.last
}

func (f *files) get(number uint64) *file {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.files[number]
}

func (f *files) remove(number uint64) *file {
	f.mu.Lock()
	defer f.mu.Unlock()
	removed := f.files[number]
	delete(f.files, number)
	return removed
}

func (f *files) addDirectory(opened *directory) uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last++
	f.directories[f.last] = opened
	return f.last
}

func (f *files) directory(number uint64) *directory {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.directories[number]
}

func (f *files) removeDirectory(number uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.directories, number)
}
