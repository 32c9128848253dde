package filesystem

import (
	"bytes"
	"fmt"
	"os"
	"strconv"

	"github.com/hanwen/go-fuse/v2/fuse"
	"stateproof.dev/images/mount-nfs/nfs3"
	"stateproof.dev/images/mount-nfs/rpc"
)

// caller is whoever made a request: user, group and supplementary groups, and whether he still waits.
func (fs *FS) caller(header *fuse.InHeader) nfs3.Caller {
	credentials := rpc.Credentials{UID: header.Uid, GID: header.Gid}
	// Root's groups open nothing that root may not open, and a squashed root has none.
	if header.Uid != 0 && header.Pid != 0 {
		credentials.Groups = groupsOf(header.Pid)
	}
	return fs.as(credentials, header.Pid)
}

// as is an identity other than the caller's (that of whoever opened a file), used while this process waits.
func (fs *FS) as(credentials rpc.Credentials, pid uint32) nfs3.Caller {
	return nfs3.Caller{Credentials: credentials, GivenUp: func() bool {
		return (fs.settings.Gone != nil && fs.settings.Gone()) || (pid != 0 && isEnding(pid))
	}}
}

func groupsOf(pid uint32) []uint32 {
	var groups []uint32
	for _, word := range bytes.Fields(statusLine(pid, "Groups:")) {
		if group, err := strconv.ParseUint(string(word), 10, 32); err == nil {
			groups = append(groups, uint32(group))
		}
	}
	return groups
}

// isEnding: the process has been killed and waits only for us, is on its way out, or is gone. Other signals do not end
// a wait for a server: programs do not expect that of files.
func isEnding(pid uint32) bool {
	const sigkill, exiting = 1 << 8, 0x4 // the bit of signal 9, and PF_EXITING of linux/sched.h
	for _, name := range []string{"SigPnd:", "ShdPnd:"} {
		pending, err := strconv.ParseUint(string(bytes.TrimSpace(statusLine(pid, name))), 16, 64)
		if err != nil || pending&sigkill != 0 {
			return true
		}
	}
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	// The name of the program, in parentheses, may hold anything; flags are the seventh word after it (proc(5)).
	words := bytes.Fields(line[bytes.LastIndexByte(line, ')')+1:])
	if err != nil || len(words) < 7 {
		return true
	}
	flags, err := strconv.ParseUint(string(words[6]), 10, 64)
	return err != nil || flags&exiting != 0
}

// statusLine is what follows a name in /proc/<pid>/status; nothing, if the process is gone.
func statusLine(pid uint32, name string) []byte {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range bytes.Lines(status) {
		if value, found := bytes.CutPrefix(line, []byte(name)); found {
			return value
		}
	}
	return nil
}
