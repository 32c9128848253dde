// Command network joins the Pods of a kind cluster: on each node it writes the CNI configuration for
// the node's own range of Pod addresses, keeps a route to the range of every other node, and lets
// traffic that leaves the cluster go out under the node's address.
//
// It stands in for kindnetd where that cannot be had. It knows IPv4, IPv6 and both, and no NetworkPolicy.
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// Nodes come and go seldom, and change their address only when they restart: every few seconds is
// often enough, and a restarted node is looked at at once, since this program restarts with it.
const interval = 5 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	self := os.Getenv("NODE_NAME")
	var joined atomic.Bool
	go serveReadiness(&joined)
	for {
		err := reconcile(ctx, self)
		if err != nil {
			log.Printf("reconcile: %v", err)
		}
		joined.Store(err == nil)
		select {
		case <-ctx.Done():
			return
		case <-time.After(interval):
		}
	}
}

// readiness is where the kubelet asks whether this node is joined to the others; on loopback, since the
// Pod is on its node's own network.
const readiness = "127.0.0.1:10355"

func serveReadiness(joined *atomic.Bool) {
	log.Fatal(http.ListenAndServe(readiness, http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		if !joined.Load() {
			response.WriteHeader(http.StatusServiceUnavailable)
		}
	})))
}

// reconcile brings this node's network in line with the nodes that the API server knows.
func reconcile(ctx context.Context, self string) error {
	nodes, err := listNodes(ctx)
	if err != nil {
		return err
	}
	if err := masquerade(ctx, os.Getenv("POD_SUBNET")); err != nil {
		return err
	}
	for _, node := range nodes {
		if node.name == self && len(node.podCIDRs) > 0 {
			err = writeConfiguration(node.podCIDRs)
		} else {
			err = routeTo(ctx, node)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// routeTo keeps a route to the Pods of another node.
func routeTo(ctx context.Context, node node) error {
	for _, podCIDR := range node.podCIDRs {
		address := node.addressFor(podCIDR)
		if address == "" {
			continue
		}
		if err := run(ctx, "ip", "route", "replace", podCIDR, "via", address); err != nil {
			return err
		}
	}
	return nil
}
