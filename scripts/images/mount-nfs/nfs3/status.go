package nfs3

import (
	"fmt"
	"syscall"
)

// Status is a server's answer to a procedure (nfsstat3, RFC 1813 section 2.6).
type Status uint32

// The statuses that the client itself acts upon.
const (
	OK             Status = 0
	ErrNoEntry     Status = 2
	ErrExist       Status = 17
	ErrInvalid     Status = 22
	ErrStale       Status = 70
	ErrBadCookie   Status = 10003
	ErrNotSupp     Status = 10004
	ErrTooSmall    Status = 10005
	ErrServerFault Status = 10006
	ErrBadType     Status = 10007
	ErrJukebox     Status = 10008
)

func (s Status) Error() string { return fmt.Sprintf("NFS status %d (%v)", uint32(s), s.Errno()) }

// Errno is the number that a program sees. The low statuses are Linux's own numbers but for a few.
func (s Status) Errno() syscall.Errno {
	switch s {
	case 63:
		return syscall.ENAMETOOLONG
	case 66:
		return syscall.ENOTEMPTY
	case 69:
		return syscall.EDQUOT
	case ErrStale:
		return syscall.ESTALE
	case 71:
		return syscall.EREMOTE
	case 10001:
		return syscall.EBADF
	case ErrBadCookie, ErrBadType:
		return syscall.EINVAL
	case ErrNotSupp:
		return syscall.EOPNOTSUPP
	case ErrTooSmall:
		return syscall.EOVERFLOW
	case ErrServerFault:
		return syscall.EREMOTEIO
	case ErrJukebox:
		return syscall.EAGAIN
	}
	if s < 63 {
		return syscall.Errno(s)
	}
	return syscall.EIO
}
