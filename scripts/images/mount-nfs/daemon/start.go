// Package daemon makes the mount in a process of its own that lives as long as the mount does.
//
// It knows nothing of files.
package daemon

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"stateproof.dev/images/mount-nfs/options"
)

const (
	logFolder = "/var/log/stateproof-mount-nfs"
	// childMark in the environment tells the program that it is to be the daemon.
	childMark = "STATEPROOF_MOUNT_NFS_DAEMON"
	mounted   = "mounted"
	// resultFile is the descriptor on which the daemon tells how mounting went.
	resultFile = 3
)

// IsChild tells whether this process was started to be the daemon.
func IsChild() bool { return os.Getenv(childMark) != "" }

// Start starts the daemon and waits until the directory is mounted.
// Errors say in one sentence why it is not.
func Start(wanted options.Options) error {
	log, err := openLog(wanted.Directory)
	if err != nil {
		return err
	}
	defer log.Close()
	result, told, err := os.Pipe()
	if err != nil {
		return err
	}
	child := exec.Command("/proc/self/exe", os.Args[1:]...)
	child.Args[0] = os.Args[0]
	child.Env = append(os.Environ(), childMark+"=1")
	child.Stdout, child.Stderr, child.ExtraFiles = log, log, []*os.File{told}
	// A session of its own: no terminal and no process group of the caller's takes it along.
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := child.Start(); err != nil {
		return fmt.Errorf("cannot start the daemon: %w", err)
	}
	told.Close()
	text, _ := io.ReadAll(result)
	if string(text) == mounted {
		return nil
	}
	child.Wait()
	if len(text) == 0 {
		return fmt.Errorf("the daemon ended without a word; see %s", log.Name())
	}
	return errors.New(string(text))
}

func openLog(directory string) (*os.File, error) {
	if err := os.MkdirAll(logFolder, 0o755); err != nil {
		return nil, err
	}
	return os.OpenFile(logPath(directory), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
}

// logPath escapes the directory as systemd-escape --path does with slashes; a name that is too long keeps its end,
// which tells mounts apart.
func logPath(directory string) string {
	const longest = 200
	absolute, err := filepath.Abs(directory)
	if err != nil {
		absolute = directory
	}
	name := strings.ReplaceAll(strings.Trim(strings.ReplaceAll(absolute, "-", `\x2d`), "/"), "/", "-")
	return filepath.Join(logFolder, name[max(0, len(name)-longest):]+".log")
}
