//go:build integration

package integration

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestRandomOperations does what fsx does: operations on one file at random, compared with a model in memory after each
// read, and with the server's disk at the end. The seed is fixed, so that a failure comes again.
func TestRandomOperations(t *testing.T) {
	const operations, largest = 20_000, 512 << 10
	server := startServer(t)
	path := filepath.Join(mount(t, server.address(), "rw,hard"), "file")
	f := &model{t: t, path: path, random: rand.New(rand.NewPCG(7, 11)), largest: largest}
	f.reopen()
	actions := []func(){f.write, f.write, f.write, f.read, f.read, f.read, f.truncate, f.mapRead, f.mapWrite, f.append}
	for step := range operations {
		f.step = step
		switch {
		case step%50 == 49:
			must(t, f.file.Sync())
		case step%200 == 199:
			f.reopen()
		default:
			actions[f.random.IntN(len(actions))]()
		}
	}
	must(t, f.file.Close())
	disk, err := os.ReadFile(filepath.Join(server.disk(), "file"))
	if err != nil || !bytes.Equal(disk, f.content) {
		t.Errorf("the server's disk holds %d bytes (%v), different from the %d expected", len(disk), err, len(f.content))
	}
}

type model struct {
	t       *testing.T
	path    string
	file    *os.File
	random  *rand.Rand
	content []byte
	largest int
	step    int
}

func (f *model) reopen() {
	if f.file != nil {
		must(f.t, f.file.Close())
	}
	file, err := os.OpenFile(f.path, os.O_CREATE|os.O_RDWR, 0o644)
	must(f.t, err)
	f.file = file
}

// place returns a range below the largest size.
func (f *model) place() (begin, end int) {
	begin = f.random.IntN(f.largest)
	return begin, min(begin+1+f.random.IntN(64<<10), f.largest)
}

func (f *model) data(length int) []byte {
	data := make([]byte, length)
	for i := range data {
		data[i] = byte(f.random.Uint32())
	}
	return data
}

func (f *model) write() {
	begin, end := f.place()
	f.put(begin, f.data(end-begin))
	_, err := f.file.WriteAt(f.content[begin:end], int64(begin))
	must(f.t, err)
}

func (f *model) put(begin int, data []byte) {
	if end := begin + len(data); end > len(f.content) {
		f.content = append(f.content, make([]byte, end-len(f.content))...)
	}
	copy(f.content[begin:], data)
}

func (f *model) append() {
	if len(f.content) >= f.largest {
		return
	}
	data := f.data(1 + f.random.IntN(5000))
	file, err := os.OpenFile(f.path, os.O_APPEND|os.O_WRONLY, 0)
	must(f.t, err)
	_, err = file.Write(data)
	must(f.t, err)
	must(f.t, file.Close())
	f.put(len(f.content), data)
}

func (f *model) read() {
	begin, end := f.place()
	got := make([]byte, end-begin)
	n, err := f.file.ReadAt(got, int64(begin))
	if err != nil && err != io.EOF {
		f.t.Fatalf("step %d: %v", f.step, err)
	}
	f.compare("read", begin, got[:n], min(end, len(f.content))-min(begin, len(f.content)))
}

func (f *model) compare(how string, begin int, got []byte, length int) {
	f.t.Helper()
	if len(got) != length || (length > 0 && !bytes.Equal(got, f.content[begin:begin+length])) {
		f.t.Fatalf("step %d: %s of %d bytes at %d gave %d bytes, different from the model", f.step, how, length, begin, len(got))
	}
}

func (f *model) truncate() {
	size := f.random.IntN(f.largest)
	must(f.t, f.file.Truncate(int64(size)))
	if size < len(f.content) {
		f.content = f.content[:size:size]
	} else {
		f.put(size, nil)
	}
	if info, err := f.file.Stat(); err != nil || info.Size() != int64(size) {
		f.t.Fatalf("step %d: size %d after truncation to %d, %v", f.step, info.Size(), size, err)
	}
}

func (f *model) mapRead() {
	f.withMapping(syscall.PROT_READ, func(memory []byte) { f.compare("mapping", 0, memory, len(f.content)) })
}

func (f *model) mapWrite() {
	f.withMapping(syscall.PROT_READ|syscall.PROT_WRITE, func(memory []byte) {
		begin := f.random.IntN(len(memory))
		data := f.data(min(len(memory)-begin, 10_000))
		copy(memory[begin:], data)
		copy(f.content[begin:], data)
	})
}

func (f *model) withMapping(protection int, use func([]byte)) {
	if len(f.content) == 0 {
		return
	}
	memory, err := syscall.Mmap(int(f.file.Fd()), 0, len(f.content), protection, syscall.MAP_SHARED)
	must(f.t, err)
	use(memory)
	must(f.t, syscall.Munmap(memory))
}
