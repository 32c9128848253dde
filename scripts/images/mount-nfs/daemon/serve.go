package daemon

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fuse"
	"golang.org/x/sys/unix"
	"stateproof.dev/images/mount-nfs/filesystem"
	"stateproof.dev/images/mount-nfs/nfs3"
	"stateproof.dev/images/mount-nfs/options"
)

const (
	// largestRequest is the most that the kernel puts into one request.
	largestRequest = 1 << 20
	// inBackground is how many reads ahead and writes back the kernel has under way; its own default is 12.
	inBackground = 64
)

func mountPoint(directory string) (string, error) {
	absolute, err := filepath.Abs(directory)
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(absolute); err != nil {
		return "", fmt.Errorf("the mount point: %w", err)
	} else if !info.IsDir() {
		return "", fmt.Errorf("the mount point %s is no directory", directory)
	}
	if _, err := os.Stat("/dev/fuse"); err != nil {
		return "", fmt.Errorf("this kernel offers no FUSE: %w", err)
	}
	return absolute, nil
}

func serve(wanted options.Options, client *nfs3.Client, root nfs3.Handle, ports nfs3.Ports) (*mountedExport, error) {
	id := new(mountID)
	fs := filesystem.New(client, root, filesystem.Settings{ReadSize: wanted.ReadSize, WriteSize: wanted.WriteSize,
		Sync: wanted.Sync, Attributes: wanted.Attributes, Gone: id.gone})
	server, err := fuse.NewServer(fs, wanted.Directory, mountOptions(wanted))
	if err != nil {
		return nil, fmt.Errorf("cannot mount on %s: %w", wanted.Directory, err)
	}
	mount := &mountedExport{server, ports, make(chan struct{})}
	go func() {
		server.Serve()
		close(mount.served)
	}()
	if err := server.WaitMount(); err != nil {
		return nil, fmt.Errorf("cannot serve %s: %w", wanted.Directory, err)
	}
	id.find(wanted.Directory)
	return mount, nil
}

func mountOptions(wanted options.Options) *fuse.MountOptions {
	// MS_MGC_VAL has no meaning but stands for "no flags": without any, go-fuse would set its own.
	flags := wanted.Flags | syscall.MS_MGC_VAL
	if wanted.ReadOnly {
		flags |= syscall.MS_RDONLY
	}
	return &fuse.MountOptions{AllowOther: true, DirectMountStrict: true, DirectMountFlags: flags, Name: "nfs",
		FsName: wanted.Host + ":" + wanted.Path, MaxWrite: largestRequest, MaxReadAhead: largestRequest,
		MaxBackground: inBackground, DisableXAttrs: true, DisableReadDirPlus: true,
		// A full request does not fit into a pipe, whose size the kernel bounds.
		DisableSplice: true, Logger: log.Default()}
}

// mountID tells this mount from all others.
type mountID struct{ device string }

// find notes the mount's device and lets the kernel read ahead by whole requests.
func (m *mountID) find(directory string) {
	var stat unix.Stat_t
	if err := unix.Stat(directory, &stat); err != nil {
		log.Printf("cannot look at the mount: %v", err)
		return
	}
	m.device = fmt.Sprintf("%d:%d", unix.Major(stat.Dev), unix.Minor(stat.Dev))
	if err := setReadAhead(m.device); err != nil {
		log.Printf("sequential reads will be slower: %v", err)
	}
}

// gone: no mount of this device is left in our namespace.
func (m *mountID) gone() bool {
	table, err := os.ReadFile("/proc/self/mountinfo")
	return err == nil && m.device != "" && !bytes.Contains(table, []byte(" "+m.device+" "))
}
