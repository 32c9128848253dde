package daemon

import (
	"fmt"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// readAhead in KiB: two full requests, so that the server works while a program reads. The kernel's own is 128.
const readAhead = 2048

// The first thread never ends before the process: in a namespace of its own it would keep the mount alive for ever. The
// main goroutine keeps it to itself.
func init() { runtime.LockOSThread() }

// setReadAhead tells the kernel how far to read ahead on a device. A kind node has /sys read-only, so that it is written
// through a second mount of it, which only a thread of ours sees, and which ends with that thread.
func setReadAhead(device string) error {
	if writeReadAhead(device) == nil {
		return nil
	}
	result := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked
		result <- writeInOwnNamespace(device)
	}()
	return <-result
}

func writeInOwnNamespace(device string) error {
	// A mount of /sys in the same network namespace would be the same one, read-only again.
	if err := unix.Unshare(unix.CLONE_NEWNS | unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("unshare: %w", err)
	}
	// Otherwise everybody would see the mount.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("make mounts private: %w", err)
	}
	if err := unix.Mount("sysfs", "/sys", "sysfs", 0, ""); err != nil {
		return fmt.Errorf("mount sysfs: %w", err)
	}
	return writeReadAhead(device)
}

func writeReadAhead(device string) error {
	setting := fmt.Sprintf("/sys/class/bdi/%s/read_ahead_kb", device)
	return os.WriteFile(setting, fmt.Appendf(nil, "%d", readAhead), 0o644)
}
