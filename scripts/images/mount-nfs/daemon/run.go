package daemon

import (
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fuse"
	"stateproof.dev/images/mount-nfs/nfs3"
	"stateproof.dev/images/mount-nfs/options"
	"stateproof.dev/images/mount-nfs/rpc"
)

// softLimit in bytes is from where on garbage is collected eagerly: four times what is kept for commits.
const softLimit = 256 << 20

// Run mounts, tells the waiting parent how that went, and serves until the directory is unmounted.
func Run(wanted options.Options) {
	// Data wait for their commit in large pieces; collecting after each few of them costs more than their memory.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(softLimit)
	log.SetFlags(log.LstdFlags | log.LUTC | log.Lmicroseconds)
	parent := os.NewFile(resultFile, "result")
	mount, err := mount(wanted)
	if err != nil {
		log.Printf("not mounted: %v", err)
		fmt.Fprint(parent, err.Error())
		os.Exit(1)
	}
	log.Printf("mounted %s:%s on %s", wanted.Host, wanted.Path, wanted.Directory)
	fmt.Fprint(parent, mounted)
	parent.Close()
	if mount == nil {
		return
	}
	go unmountOnSignal(mount)
	mount.Wait()
	<-mount.served
	nfs3.Unmount(wanted.Host, mount.ports.Mount, wanted.Path)
	log.Printf("unmounted %s", wanted.Directory)
}

type mountedExport struct {
	*fuse.Server
	ports  nfs3.Ports
	served chan struct{}
}

// mount asks the server for the export, then mounts it. With mount -f it does all but the latter.
func mount(wanted options.Options) (*mountedExport, error) {
	for _, note := range wanted.Notes {
		log.Print(note)
	}
	directory, err := mountPoint(wanted.Directory)
	if err != nil {
		return nil, err
	}
	ports, err := nfs3.Ports{NFS: wanted.Port, Mount: wanted.MountPort}.Find(wanted.Host)
	if err != nil {
		return nil, err
	}
	root, err := nfs3.Mount(wanted.Host, ports.Mount, wanted.Path)
	if err != nil {
		return nil, err
	}
	client, info, err := connect(wanted, ports.NFS, root)
	if err != nil || wanted.Pretend {
		return nil, err
	}
	wanted.ReadSize, wanted.WriteSize = min(wanted.ReadSize, info.MaxRead), min(wanted.WriteSize, info.MaxWrite)
	wanted.Directory = directory
	return serve(wanted, client, root, ports)
}

// connect makes sure that the server itself answers before a mount, hard for ever, depends on it.
func connect(wanted options.Options, port int, root nfs3.Handle) (*nfs3.Client, nfs3.FSInfo, error) {
	dial := func() (net.Conn, error) { return rpc.Dial(wanted.Host, port) }
	conn, err := dial()
	if err != nil {
		return nil, nfs3.FSInfo{}, fmt.Errorf("the NFS service of %s (port %d): %w", wanted.Host, port, err)
	}
	conn.Close()
	policy := rpc.Policy{Soft: wanted.Soft, Timeout: wanted.Timeout, Retrans: wanted.Retrans}
	client := &nfs3.Client{RPC: rpc.NewClient(dial, policy)}
	info, err := client.Info(nfs3.Caller{}, root)
	if err == nil && (info.MaxRead == 0 || info.MaxWrite == 0) {
		err = fmt.Errorf("the server takes no reads or writes")
	}
	if err != nil {
		return nil, info, fmt.Errorf("%s:%s: %w", wanted.Host, wanted.Path, err)
	}
	return client, info, nil
}

// unmountOnSignal takes the mount away when the system stops; while it is in use, it stays.
func unmountOnSignal(mount *mountedExport) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	signal.Ignore(syscall.SIGHUP, syscall.SIGPIPE)
	for range signals {
		if err := mount.Unmount(); err != nil {
			log.Printf("asked to end, but the mount is in use: %v", err)
		}
	}
}
