//go:build integration

package integration

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// TestOpenFilesOutliveTheirNames: deleted, or another renamed onto them.
func TestOpenFilesOutliveTheirNames(t *testing.T) {
	server := startServer(t)
	root := mount(t, server.address(), "rw,hard")
	for name, end := range map[string]func(string) error{
		"deleted": os.Remove,
		"replaced": func(path string) error {
			must(t, os.WriteFile(path+".new", []byte("new"), 0o644))
			return os.Rename(path+".new", path)
		},
	} {
		path := filepath.Join(root, name)
		must(t, os.WriteFile(path, []byte("old"), 0o644))
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		must(t, err)
		must(t, end(path))
		_, err = file.WriteAt([]byte("!"), 3)
		must(t, err)
		must(t, file.Sync())
		content, err := io.ReadAll(io.NewSectionReader(file, 0, 10))
		if err != nil || string(content) != "old!" {
			t.Errorf("%s: read %q, %v from the open file", name, content, err)
		}
		must(t, file.Close())
	}
	// The server removes the rest a moment after close(2), which does not wait for it.
	eventually(t, "only the replacement is left on the disk", func() bool {
		entries, _ := os.ReadDir(server.disk())
		return len(entries) == 1 && entries[0].Name() == "replaced"
	})
	if content, _ := os.ReadFile(filepath.Join(root, "replaced")); string(content) != "new" {
		t.Errorf("the new file holds %q", content)
	}
}

// TestRenameIsAtomic: the name that is renamed onto always leads to the whole of one file. What a reader may see, as
// with every client of version 3, is ESTALE from open: the kernel looks a name up and opens the file in two steps, and
// tries again once if the file went between them; under renames without a pause it may go twice.
func TestRenameIsAtomic(t *testing.T) {
	root := mount(t, startServer(t).address(), "rw,hard")
	target := filepath.Join(root, "target")
	content := func(i int) []byte { return bytes.Repeat([]byte{byte('a' + i%26)}, 5000) }
	must(t, os.WriteFile(target, content(0), 0o644))
	var done atomic.Bool
	var reads, stale atomic.Int32
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for !done.Load() {
				got, err := os.ReadFile(target)
				var where *os.PathError
				if reads.Add(1); errors.As(err, &where) && where.Op == "open" && where.Err == syscall.ESTALE {
					stale.Add(1)
					continue
				}
				if err != nil || len(got) != 5000 || !bytes.Equal(got, bytes.Repeat(got[:1], 5000)) {
					t.Errorf("read %d bytes, %v", len(got), err)
					return
				}
			}
		})
	}
	for i := range 300 {
		must(t, os.WriteFile(target+".new", content(i), 0o644))
		must(t, os.Rename(target+".new", target))
	}
	done.Store(true)
	if readers.Wait(); stale.Load()*100 > reads.Load() {
		t.Errorf("%d of %d reads found no file twice in a row: more than a rare chance", stale.Load(), reads.Load())
	}
}

// TestExclusiveCreation: of many that create one name exclusively, through two mounts, one succeeds.
func TestExclusiveCreation(t *testing.T) {
	address := startServer(t).address()
	roots := []string{mount(t, address, "rw,hard"), mount(t, address, "rw,hard")}
	for round := range 20 {
		var winners atomic.Int32
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				path := filepath.Join(roots[i%2], fmt.Sprint("round", round))
				file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
				if err == nil {
					winners.Add(1)
					file.Close()
				} else if !errors.Is(err, syscall.EEXIST) {
					t.Error(err)
				}
			})
		}
		if all.Wait(); winners.Load() != 1 {
			t.Errorf("round %d: %d succeeded", round, winners.Load())
		}
	}
}

// TestAppend: lines that many append, through two descriptors of one mount each, are all there and whole; and what one
// mount appends after another goes after it.
func TestAppend(t *testing.T) {
	address := startServer(t).address()
	first, second := mount(t, address, "rw,hard"), mount(t, address, "rw,hard")
	path := filepath.Join(first, "log")
	var all sync.WaitGroup
	for writer := range 8 {
		all.Go(func() {
			file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
			if err != nil {
				t.Error(err)
				return
			}
			for line := range 100 {
				if _, err := fmt.Fprintf(file, "%04d %04d\n", writer, line); err != nil {
					t.Error(err)
				}
			}
			if err := file.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	must(t, appendTo(filepath.Join(second, "log"), "second 00\n"))
	must(t, appendTo(path, "first 000\n"))
	content, err := os.ReadFile(path)
	must(t, err)
	lines := bytes.Split(bytes.TrimSuffix(content, []byte("\n")), []byte("\n"))
	seen := map[string]bool{}
	for _, line := range lines {
		seen[string(line)] = true
	}
	if len(lines) != 802 || len(seen) != 802 || string(lines[800]) != "second 00" || string(lines[801]) != "first 000" {
		t.Errorf("%d lines, %d different ones, the last %q, %q", len(lines), len(seen), lines[len(lines)-2], lines[len(lines)-1])
	}
}

func appendTo(path, text string) error {
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}

// TestLargeDirectory: every name once, also while entries are removed that were read.
func TestLargeDirectory(t *testing.T) {
	server := startServer(t)
	root := mount(t, server.address(), "rw,hard")
	const count = 5000
	large := filepath.Join(server.disk(), "large")
	must(t, os.Mkdir(large, 0o755))
	for i := range count {
		must(t, os.WriteFile(filepath.Join(large, fmt.Sprintf("a-name-of-some-length-%d", i)), nil, 0o644))
	}
	entries, err := os.ReadDir(filepath.Join(root, "large"))
	must(t, err)
	seen := map[string]bool{}
	for _, entry := range entries {
		seen[entry.Name()] = true
		if !entry.Type().IsRegular() {
			t.Errorf("%s is a %v", entry.Name(), entry.Type())
		}
	}
	if len(entries) != count || len(seen) != count {
		t.Errorf("%d entries, %d names, expected %d", len(entries), len(seen), count)
	}
	must(t, os.RemoveAll(filepath.Join(root, "large")))
}
