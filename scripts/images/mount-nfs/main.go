// Command mount-nfs mounts an NFS export where the kernel has no NFS: mount(8) calls it as /sbin/mount.nfs or
// /sbin/mount.nfs4 for `mount -t nfs server:/path directory -o options`.
//
// It speaks NFS version 3 and serves the mount through FUSE, as a daemon that ends with the mount. It returns when the
// mount can be used; otherwise it says why in one sentence on standard error and returns 32, or 1 if it was called in a
// wrong way (mount(8), "EXIT STATUS"). The daemon logs to /var/log/stateproof-mount-nfs/<directory>.log.
//
// What a program can rely on: an fsync or a close that succeeded is on the server's disk, also if the server was killed
// in between; opening a file shows what was written and closed elsewhere before; the server judges every permission.
// Locks (flock and fcntl) exclude on one node only, as with local_lock=all of nfs(5): the server's lock manager would
// need rpc.statd on each node.
package main

import (
	"fmt"
	"os"

	"stateproof.dev/images/mount-nfs/daemon"
	"stateproof.dev/images/mount-nfs/options"
)

// Exit codes of mount(8).
const (
	wrongCall   = 1
	mountFailed = 32
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "-V" {
		fmt.Println("mount.nfs, stateproof build: NFS version 3 over FUSE")
		return
	}
	wanted, err := options.Parse(os.Args[1:])
	if err != nil {
		end(wrongCall, err)
	}
	if daemon.IsChild() {
		daemon.Run(wanted)
		return
	}
	if err := daemon.Start(wanted); err != nil {
		end(mountFailed, err)
	}
}

func end(code int, err error) {
	fmt.Fprintf(os.Stderr, "mount.nfs: %v\n", err)
	os.Exit(code)
}
