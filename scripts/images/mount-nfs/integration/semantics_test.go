//go:build integration

package integration

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestErrors: each operation fails with the number that POSIX gives it.
func TestErrors(t *testing.T) {
	root := mount(t, startServer(t).address(), "rw,hard")
	path := func(name string) string { return filepath.Join(root, name) }
	must(t, os.Mkdir(path("dir"), 0o755))
	must(t, os.Mkdir(path("full"), 0o755))
	must(t, os.WriteFile(path("full/file"), nil, 0o644))
	must(t, os.WriteFile(path("file"), []byte("x"), 0o644))
	must(t, os.Symlink("loop", path("loop")))
	must(t, os.Mkdir(path("private"), 0o700))
	must(t, os.WriteFile(path("private/file"), []byte("x"), 0o666))
	must(t, os.WriteFile(path("readonly"), []byte("x"), 0o444))
	must(t, syscall.Mkdir(path("sticky"), 0o1777))
	must(t, os.WriteFile(path("sticky/roots"), nil, 0o666))
	long := path(strings.Repeat("n", 256))
	open := func(name string, flags int) error {
		file, err := os.OpenFile(name, flags, 0o644)
		if err == nil {
			file.Close()
		}
		return err
	}
	user := func(do func() error) func() error { return func() error { return as(1000, 1000, nil, do) } }
	for name, test := range map[string]struct {
		do   func() error
		want syscall.Errno
	}{
		"open missing":             {func() error { return open(path("none"), os.O_RDONLY) }, syscall.ENOENT},
		"open below missing":       {func() error { return open(path("none/file"), os.O_CREATE) }, syscall.ENOENT},
		"open below file":          {func() error { return open(path("file/x"), os.O_RDONLY) }, syscall.ENOTDIR},
		"open exclusively":         {func() error { return open(path("file"), os.O_CREATE|os.O_EXCL) }, syscall.EEXIST},
		"open directory to write":  {func() error { return open(path("dir"), os.O_WRONLY) }, syscall.EISDIR},
		"open loop":                {func() error { return open(path("loop"), os.O_RDONLY) }, syscall.ELOOP},
		"open loop, not following": {func() error { return open(path("loop"), syscall.O_NOFOLLOW) }, syscall.ELOOP},
		"create long name":         {func() error { return open(long, os.O_CREATE|os.O_RDWR) }, syscall.ENAMETOOLONG},
		"mkdir existing":           {func() error { return syscall.Mkdir(path("dir"), 0o755) }, syscall.EEXIST},
		"mkdir over file":          {func() error { return syscall.Mkdir(path("file"), 0o755) }, syscall.EEXIST},
		"mkdir below missing":      {func() error { return syscall.Mkdir(path("none/x"), 0o755) }, syscall.ENOENT},
		"mkdir long name":          {func() error { return syscall.Mkdir(long, 0o755) }, syscall.ENAMETOOLONG},
		"rmdir full":               {func() error { return syscall.Rmdir(path("full")) }, syscall.ENOTEMPTY},
		"rmdir missing":            {func() error { return syscall.Rmdir(path("none")) }, syscall.ENOENT},
		"rmdir file":               {func() error { return syscall.Rmdir(path("file")) }, syscall.ENOTDIR},
		"unlink missing":           {func() error { return syscall.Unlink(path("none")) }, syscall.ENOENT},
		"unlink directory":         {func() error { return syscall.Unlink(path("dir")) }, syscall.EISDIR},
		"rename missing":           {func() error { return syscall.Rename(path("none"), path("x")) }, syscall.ENOENT},
		"rename onto full":         {func() error { return syscall.Rename(path("dir"), path("full")) }, syscall.ENOTEMPTY},
		"rename file onto dir":     {func() error { return syscall.Rename(path("file"), path("dir")) }, syscall.EISDIR},
		"rename dir onto file":     {func() error { return syscall.Rename(path("dir"), path("file")) }, syscall.ENOTDIR},
		"rename into itself":       {func() error { return syscall.Rename(path("dir"), path("dir/x")) }, syscall.EINVAL},
		"link existing":            {func() error { return syscall.Link(path("file"), path("readonly")) }, syscall.EEXIST},
		"link directory":           {func() error { return syscall.Link(path("dir"), path("x")) }, syscall.EPERM},
		"symlink existing":         {func() error { return syscall.Symlink("x", path("file")) }, syscall.EEXIST},
		"readlink file":            {func() error { _, err := syscall.Readlink(path("file"), make([]byte, 9)); return err }, syscall.EINVAL},
		"truncate directory":       {func() error { return syscall.Truncate(path("dir"), 0) }, syscall.EISDIR},
		"read own directory":       {func() error { _, err := os.ReadFile(path("dir")); return err }, syscall.EISDIR},
		"user: search private":     {user(func() error { return open(path("private/file"), os.O_RDONLY) }), syscall.EACCES},
		"user: stat in private":    {user(func() error { _, err := os.Stat(path("private/file")); return err }), syscall.EACCES},
		"user: list private":       {user(func() error { _, err := os.ReadDir(path("private")); return err }), syscall.EACCES},
		"user: chdir private":      {user(func() error { return syscall.Access(path("private"), 1) }), syscall.EACCES},
		"user: write root's file":  {user(func() error { return open(path("file"), os.O_WRONLY) }), syscall.EACCES},
		"user: access to write":    {user(func() error { return syscall.Access(path("file"), 2) }), syscall.EACCES},
		"user: create in root's":   {user(func() error { return open(path("dir/x"), os.O_CREATE|os.O_RDWR) }), syscall.EACCES},
		"user: unlink root's":      {user(func() error { return syscall.Unlink(path("file")) }), syscall.EACCES},
		"user: chmod root's":       {user(func() error { return syscall.Chmod(path("file"), 0o777) }), syscall.EPERM},
		"user: chown root's":       {user(func() error { return syscall.Chown(path("file"), 1000, 1000) }), syscall.EPERM},
		"user: truncate root's":    {user(func() error { return syscall.Truncate(path("readonly"), 0) }), syscall.EACCES},
		"user: unlink in sticky":   {user(func() error { return syscall.Unlink(path("sticky/roots")) }), syscall.EPERM},
	} {
		t.Run(name, func(t *testing.T) {
			if err := test.do(); !errors.Is(err, test.want) {
				t.Errorf("got %v, expected %v", err, test.want)
			}
		})
	}
}

// TestAttributes: what is set is seen, here and on the server's disk.
func TestAttributes(t *testing.T) {
	server := startServer(t)
	root, disk := mount(t, server.address(), "rw,hard"), server.disk()
	file := filepath.Join(root, "file")
	must(t, os.WriteFile(file, []byte("12345"), 0o640))
	for _, mode := range []uint32{0o640, 0o000, 0o777, 0o4755, 0o2755, 0o1644} {
		must(t, syscall.Chmod(file, mode))
		for _, place := range []string{root, disk} {
			if got := stat(t, filepath.Join(place, "file")).Mode & 0o7777; got != mode {
				t.Errorf("mode is %o in %s, expected %o", got, place, mode)
			}
		}
	}
	must(t, syscall.Chown(file, 1000, 2000))
	must(t, os.Truncate(file, 1<<20))
	when := time.Unix(1_000_000_000, 123_456_789)
	must(t, os.Chtimes(file, when, when.Add(time.Hour)))
	must(t, os.Link(file, filepath.Join(root, "second")))
	for _, place := range []string{root, disk} {
		got := stat(t, filepath.Join(place, "second"))
		if got.Uid != 1000 || got.Gid != 2000 || got.Size != 1<<20 || got.Nlink != 2 {
			t.Errorf("in %s: %+v", place, got)
		}
		if got.Atim.Nano() != when.UnixNano() || got.Mtim.Nano() != when.Add(time.Hour).UnixNano() {
			t.Errorf("times in %s: %v %v", place, got.Atim, got.Mtim)
		}
	}
	must(t, os.Symlink("no/such/target", filepath.Join(root, "link")))
	if target, err := os.Readlink(filepath.Join(disk, "link")); err != nil || target != "no/such/target" {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	must(t, syscall.Mkfifo(filepath.Join(root, "fifo"), 0o600))
	must(t, syscall.Mknod(filepath.Join(root, "device"), syscall.S_IFCHR|0o600, 259<<8|3))
	if got := stat(t, filepath.Join(disk, "device")); got.Rdev != stat(t, filepath.Join(root, "device")).Rdev || got.Rdev == 0 {
		t.Errorf("device number %d", got.Rdev)
	}
	var room syscall.Statfs_t
	if must(t, syscall.Statfs(root, &room)); room.Blocks == 0 || room.Bavail == 0 || room.Namelen != 255 {
		t.Errorf("statfs: %+v", room)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func stat(t testing.TB, path string) (got syscall.Stat_t) {
	t.Helper()
	must(t, syscall.Lstat(path, &got))
	return got
}
