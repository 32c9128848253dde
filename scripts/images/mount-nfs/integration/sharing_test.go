//go:build integration

package integration

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestCloseToOpen: who opens a file sees what was written and closed before through another mount.
func TestCloseToOpen(t *testing.T) {
	address := startServer(t).address()
	writer, reader := filepath.Join(mount(t, address, "rw"), "file"), filepath.Join(mount(t, address, "rw"), "file")
	for round := range 200 {
		text := fmt.Sprint(round, strings.Repeat("x", round*37%5000))
		must(t, os.WriteFile(writer, []byte(text), 0o644))
		if got, err := os.ReadFile(reader); err != nil || string(got) != text {
			t.Fatalf("round %d: read %d bytes, %v, expected %d", round, len(got), err, len(text))
		}
	}
}

// TestReadOnly: nothing can be changed through a mount with ro.
func TestReadOnly(t *testing.T) {
	server := startServer(t)
	must(t, os.WriteFile(filepath.Join(server.disk(), "file"), []byte("x"), 0o644))
	root := mount(t, server.address(), "ro")
	file := filepath.Join(root, "file")
	for name, err := range map[string]error{
		"write":  os.WriteFile(file, nil, 0o644),
		"create": os.WriteFile(file+"2", nil, 0o644),
		"mkdir":  os.Mkdir(file+"3", 0o755),
		"remove": os.Remove(file),
		"rename": os.Rename(file, file+"4"),
		"chmod":  os.Chmod(file, 0o600),
		"access": syscall.Access(file, 2),
	} {
		if !errors.Is(err, syscall.EROFS) {
			t.Errorf("%s: got %v, expected EROFS", name, err)
		}
	}
	if content, err := os.ReadFile(file); err != nil || string(content) != "x" {
		t.Errorf("read %q, %v", content, err)
	}
}

// TestIdentities: files belong to whoever made them; supplementary groups count; a squashed root is nobody.
func TestIdentities(t *testing.T) {
	server := startServer(t)
	root := mount(t, server.address(), "rw,hard")
	must(t, os.Chmod(root, 0o777))
	must(t, os.Mkdir(filepath.Join(root, "team"), 0o770))
	must(t, os.Chown(filepath.Join(root, "team"), 0, 3000))
	team := filepath.Join(root, "team", "file")
	write := func() error { return os.WriteFile(team, []byte("x"), 0o640) }
	if err := as(1000, 1000, nil, write); !errors.Is(err, syscall.EACCES) {
		t.Errorf("not of the group: got %v, expected EACCES", err)
	}
	must(t, as(1000, 1001, []int{2000, 3000}, write))
	if got := stat(t, filepath.Join(server.disk(), "team/file")); got.Uid != 1000 || got.Gid != 1001 || got.Mode&0o777 != 0o640 {
		t.Errorf("made by 1000:1001, belongs to %d:%d, mode %o", got.Uid, got.Gid, got.Mode)
	}
	// A descriptor stays good for what it was opened for.
	opened, err := os.OpenFile(team, os.O_RDWR, 0)
	must(t, err)
	defer opened.Close()
	must(t, as(4000, 4000, nil, func() error { _, err := opened.WriteAt([]byte("y"), 0); return err }))
	must(t, as(1000, 1000, []int{3000}, func() error {
		own := filepath.Join(root, "own")
		file, err := os.OpenFile(own, os.O_CREATE|os.O_RDWR, 0o444)
		if err != nil {
			return err
		}
		defer file.Close()
		if _, err := file.WriteString("written, though the mode forbids opening it so"); err != nil {
			return err
		}
		return errors.Join(file.Truncate(7), file.Sync())
	}))
}

func TestRootSquash(t *testing.T) {
	server := startServer(t, "NFS_SQUASH=root_squash")
	root := mount(t, server.address(), "rw,hard")
	if err := os.WriteFile(filepath.Join(root, "file"), nil, 0o644); !errors.Is(err, syscall.EACCES) {
		t.Errorf("root in root's directory: got %v, expected EACCES", err)
	}
	must(t, os.Mkdir(filepath.Join(server.disk(), "open"), 0o777))
	must(t, os.WriteFile(filepath.Join(root, "open/file"), nil, 0o644))
	if got := stat(t, filepath.Join(server.disk(), "open/file")); got.Uid != 65534 {
		t.Errorf("a squashed root made a file of user %d", got.Uid)
	}
	must(t, os.Chmod(filepath.Join(server.disk(), "open/file"), 0o600))
	must(t, os.Chown(filepath.Join(server.disk(), "open/file"), 1000, 1000))
	if _, err := os.ReadFile(filepath.Join(root, "open/file")); !errors.Is(err, syscall.EACCES) {
		t.Errorf("root reads another's file: got %v, expected EACCES", err)
	}
}

// TestLocks exclude between processes: flock, and fcntl on separate and overlapping ranges.
func TestLocks(t *testing.T) {
	root := mount(t, startServer(t).address(), "rw,hard")
	path := filepath.Join(root, "lock")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	must(t, err)
	defer file.Close()
	other := func() bool { return exec.Command("flock", "--nonblock", path, "true").Run() == nil }
	must(t, syscall.Flock(int(file.Fd()), syscall.LOCK_EX))
	if other() {
		t.Error("flock: another process got the lock")
	}
	must(t, syscall.Flock(int(file.Fd()), syscall.LOCK_UN))
	if !other() {
		t.Error("flock: another process did not get the free lock")
	}
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Start: 10, Len: 10}
	must(t, syscall.FcntlFlock(file.Fd(), syscall.F_SETLK, &lock))
	for begin, want := range map[int]bool{0: true, 15: false, 20: true} {
		script := fmt.Sprintf("import fcntl;f=open(%q,'r+');fcntl.lockf(f,fcntl.LOCK_EX|fcntl.LOCK_NB,5,%d)", path, begin)
		if got := exec.Command("python3", "-c", script).Run() == nil; got != want {
			t.Errorf("fcntl at %d: another process got the lock: %v, expected %v", begin, got, want)
		}
	}
}

func eventually(t testing.TB, what string, met func() bool) {
	t.Helper()
	for until := time.Now().Add(5 * time.Second); !met(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("not within 5 s: %s", what)
		}
	}
}
