//go:build integration

package integration

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

var program string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "mount-nfs")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(folder, "mount.nfs")
	build := exec.Command("go", "build", "-o", program, "..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		panic(string(output))
	}
	// Modes in the tests are meant as they are written.
	syscall.Umask(0)
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// mount mounts the server's export as mount(8) would, and unmounts it when the test ends.
func mount(t testing.TB, host string, options string) string {
	t.Helper()
	directory := t.TempDir()
	// Other users must be able to walk to the mount, or they are refused before it.
	must(t, os.Chmod(filepath.Dir(directory), 0o755))
	if output, err := tryMount(host+":"+export, directory, options); err != nil {
		t.Fatalf("mount: %v: %s", err, output)
	}
	t.Cleanup(func() {
		if !isMounted(directory) {
			return
		}
		if t.Failed() { // with the server away, a plain umount would wait for it
			exec.Command("umount", "--force", "--lazy", directory).Run()
			return
		}
		if output, err := exec.Command("umount", directory).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, output)
		}
		waitForDaemon(t, directory)
	})
	return directory
}

func tryMount(source, directory, options string) (string, error) {
	output, err := exec.Command(program, source, directory, "-o", options).CombinedOutput()
	return string(output), err
}

func isMounted(directory string) bool {
	table, _ := os.ReadFile("/proc/self/mountinfo")
	return strings.Contains(string(table), " "+directory+" ")
}

// daemons returns the processes that serve a directory.
func daemons(directory string) []string {
	output, _ := exec.Command("pgrep", "--full", "--", program+" .* "+directory+" ").Output()
	return strings.Fields(string(output))
}

func waitForDaemon(t testing.TB, directory string) {
	t.Helper()
	for until := time.Now().Add(10 * time.Second); len(daemons(directory)) > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(until) {
			t.Errorf("the daemon of %s lives on after umount", directory)
			return
		}
	}
}

// as does something under another identity, in a thread of its own that ends with it.
func as(uid, gid int, groups []int, do func() error) error {
	result := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread must not serve anybody else
		raw := make([]uint32, len(groups)+1)
		for i, group := range groups {
			raw[i] = uint32(group)
		}
		if errno := setIdentity(uid, gid, raw[:len(groups)], &raw[0]); errno != 0 {
			result <- errno
			return
		}
		result <- do()
	}()
	return <-result
}
