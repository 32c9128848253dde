//go:build integration

package integration

import (
	"syscall"
	"unsafe"
)

// setIdentity changes this thread only; package syscall's own functions change all threads.
func setIdentity(uid, gid int, groups []uint32, first *uint32) syscall.Errno {
	if _, _, errno := syscall.RawSyscall(syscall.SYS_SETGROUPS, uintptr(len(groups)), uintptr(unsafe.Pointer(first)), 0); errno != 0 {
		return errno
	}
	if _, _, errno := syscall.RawSyscall(syscall.SYS_SETRESGID, uintptr(gid), uintptr(gid), uintptr(gid)); errno != 0 {
		return errno
	}
	_, _, errno := syscall.RawSyscall(syscall.SYS_SETRESUID, uintptr(uid), uintptr(uid), uintptr(uid))
	return errno
}
