package main

import (
	"context"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"k8s.io/apimachinery/pkg/util/uuid"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/klog/v2"
)

// Kubernetes' own defaults for its controllers (component-base/config/v1alpha1).
const (
	leaseDuration = 15 * time.Second
	renewDeadline = 10 * time.Second
	retryPeriod   = 2 * time.Second
)

// leadUntil runs the work while this process holds the provisioner's lease, until it is told to stop. The library's own
// election ends the process with an error then and keeps the lease, for which the next one would have to wait: here the
// work is finished first, and the lease is given back. A process that loses its lease ends at once.
func leadUntil(stop context.Context, client kubernetes.Interface, namespace, provisionerName string, work func(context.Context)) error {
	host, err := os.Hostname()
	if err != nil {
		return err
	}
	lock, err := resourcelock.New(resourcelock.LeasesResourceLock, namespace, strings.ReplaceAll(provisionerName, "/", "-"),
		client.CoreV1(), client.CoordinationV1(), resourcelock.ResourceLockConfig{Identity: host + "_" + string(uuid.NewUUID())})
	if err != nil {
		return err
	}
	election, end := context.WithCancel(context.WithoutCancel(stop))
	defer end()
	var leading atomic.Bool
	context.AfterFunc(stop, func() {
		if !leading.Load() {
			end()
		}
	})
	leaderelection.RunOrDie(election, leaderelection.LeaderElectionConfig{
		Lock: lock, LeaseDuration: leaseDuration, RenewDeadline: renewDeadline, RetryPeriod: retryPeriod, ReleaseOnCancel: true,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) {
				leading.Store(true)
				defer end()
				work(stop)
			},
			OnStoppedLeading: func() {
				if stop.Err() == nil {
					klog.Error("the lease was lost")
					klog.FlushAndExit(klog.ExitFlushTimeout, 1)
				}
			},
		},
	})
	return nil
}
