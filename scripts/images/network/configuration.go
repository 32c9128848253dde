package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

const configurationFile = "/etc/cni/net.d/10-stateproof.conflist"

// A veth pair for each Pod, its address from the node's range, and host ports.
const configuration = `{
  "cniVersion": "0.4.0",
  "name": "stateproof",
  "plugins": [
    {
      "type": "ptp",
      "ipMasq": false,
      "ipam": {
        "type": "host-local",
        "dataDir": "/run/cni-ipam-state",
        "routes": [{ "dst": "0.0.0.0/0" }],
        "ranges": [[{ "subnet": %q }]]
      }
    },
    { "type": "portmap", "capabilities": { "portMappings": true } }
  ]
}
`

// writeConfiguration writes the CNI configuration if it is not there yet as it should be; it is renamed
// into place, since the container runtime may read it at any moment.
func writeConfiguration(podCIDR string) error {
	wanted := fmt.Appendf(nil, configuration, podCIDR)
	if found, err := os.ReadFile(configurationFile); err == nil && bytes.Equal(found, wanted) {
		return nil
	}
	temporary := filepath.Join(filepath.Dir(configurationFile), ".stateproof.tmp")
	if err := os.WriteFile(temporary, wanted, 0o644); err != nil {
		return err
	}
	return os.Rename(temporary, configurationFile)
}

// masquerade keeps one rule: what leaves the Pods' subnet goes out under the node's address.
func masquerade(ctx context.Context, podSubnet string) error {
	rule := []string{"POSTROUTING", "-s", podSubnet, "!", "-d", podSubnet, "-j", "MASQUERADE"}
	if run(ctx, "iptables", append([]string{"-w", "-t", "nat", "-C"}, rule...)...) == nil {
		return nil
	}
	return run(ctx, "iptables", append([]string{"-w", "-t", "nat", "-A"}, rule...)...)
}

func run(ctx context.Context, name string, arguments ...string) error {
	output, err := exec.CommandContext(ctx, name, arguments...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %v: %w: %s", name, arguments, err, bytes.TrimSpace(output))
	}
	return nil
}
