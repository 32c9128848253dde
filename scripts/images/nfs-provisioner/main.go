// Command nfs-provisioner makes NFS volumes for claims: for each a directory on one export, which is mounted here.
// It keeps the contract of nfs-client-provisioner and of its heir nfs-subdir-external-provisioner: the same environment,
// mount, names and class parameters. It stands in for them where their image cannot be had.
//
// It knows nothing of how the export is served or mounted.
package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/signal"
	"path"
	"sync"
	"syscall"
	"time"

	storage "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"

	"stateproof.dev/images/nfs-provisioner/export"
)

// A claim is tried again soon, since most causes are mended by a person who then waits for it, and for ever. The
// library's own pace begins at 15 s and gives up.
const (
	firstRetry  = 2 * time.Second
	longestWait = time.Minute
)

func main() {
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	if err := run(stop); err != nil {
		klog.ErrorS(err, "nfs-provisioner")
		klog.FlushAndExit(klog.ExitFlushTimeout, 1)
	}
	klog.Flush()
}

func run(stop context.Context) error {
	settings, err := readSettings()
	if err != nil {
		return err
	}
	// In a Pod its ServiceAccount, elsewhere KUBECONFIG or ~/.kube/config.
	config := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(clientcmd.NewDefaultClientConfigLoadingRules(), nil)
	namespace, _, err := config.Namespace()
	if err != nil {
		return err
	}
	rest, err := config.ClientConfig()
	if err != nil {
		return err
	}
	// No pace of our own: many claims may come at once, and the server has its own fairness. client-go's default is 5 a second.
	rest.QPS = -1
	client, err := kubernetes.NewForConfig(rest)
	if err != nil {
		return err
	}
	klog.Infof("%s provisions on %s:%s, which is mounted at %s", settings.name, settings.server, settings.exported, settings.mounted)
	return leadUntil(stop, client, namespace, settings.name, func(ctx context.Context) {
		var workers sync.WaitGroup
		provisioning := newController(ctx, client, settings)
		provisioning.ControllerWaitGroup(&workers)
		provisioning.Run(ctx)
		workers.Wait()
	})
}

func newController(ctx context.Context, client kubernetes.Interface, settings settings) *controller.ProvisionController {
	return controller.NewProvisionController(ctx, client, settings.name, newProvisioner(ctx, client, settings),
		// leadUntil does it.
		controller.LeaderElection(false),
		controller.RateLimiter(workqueue.NewTypedItemExponentialFailureRateLimiter[string](firstRetry, longestWait)),
		controller.FailedProvisionThreshold(0),
		controller.FailedDeleteThreshold(0),
	)
}

func newProvisioner(ctx context.Context, client kubernetes.Interface, settings settings) *provisioner {
	return &provisioner{
		server:   settings.server,
		exported: settings.exported,
		export: &export.Export{Folder: settings.mounted, InUse: func(volume string) (bool, error) {
			_, err := client.CoreV1().PersistentVolumes().Get(ctx, volume, meta.GetOptions{})
			if apierrors.IsNotFound(err) {
				return false, nil
			}
			return err == nil, err
		}},
		classOf: func(ctx context.Context, name string) (*storage.StorageClass, error) {
			return client.StorageV1().StorageClasses().Get(ctx, name, meta.GetOptions{})
		},
	}
}

type settings struct {
	name, server, exported, mounted string
}

// readSettings reads the environment that the provisioners before this one have read.
func readSettings() (settings, error) {
	read := settings{
		name:     os.Getenv("PROVISIONER_NAME"),
		server:   os.Getenv("NFS_SERVER"),
		exported: os.Getenv("NFS_PATH"),
		mounted:  cmp.Or(os.Getenv("PERSISTENT_VOLUMES"), "/persistentvolumes"),
	}
	if read.name == "" || read.server == "" || !path.IsAbs(read.exported) {
		return settings{}, fmt.Errorf("expected PROVISIONER_NAME, NFS_SERVER and an absolute NFS_PATH in the environment, got %q, %q and %q", read.name, read.server, read.exported)
	}
	read.exported = path.Clean(read.exported)
	if found, err := os.Stat(read.mounted); err != nil || !found.IsDir() {
		return settings{}, fmt.Errorf("expected the export to be mounted at %s (PERSISTENT_VOLUMES): no directory there (%v)", read.mounted, err)
	}
	return read, nil
}
