//go:build integration

package integration

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// TestParallelReaders: 16 at once, each through its own file again and again, past the kernel's cache, which opening
// drops. No answer may be mixed up with another.
func TestParallelReaders(t *testing.T) {
	const readers, size = 16, 8 << 20
	server := startServer(t)
	root, disk := mount(t, server.address(), "rw,hard"), server.disk()
	pattern := func(reader int) []byte {
		return bytes.Repeat(fmt.Appendf(nil, "reader %02d....", reader), size/13+1)[:size]
	}
	for reader := range readers {
		must(t, os.WriteFile(filepath.Join(disk, fmt.Sprint(reader)), pattern(reader), 0o644))
	}
	var all sync.WaitGroup
	for reader := range readers {
		all.Go(func() {
			want := pattern(reader)
			for round := range 6 {
				if err := readAndCompare(filepath.Join(root, fmt.Sprint(reader)), want); err != nil {
					t.Errorf("reader %d, round %d: %v", reader, round, err)
					return
				}
			}
		})
	}
	all.Wait()
}

func readAndCompare(path string, want []byte) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(file, got); err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("what was read differs from the disk")
	}
	return nil
}
