package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const configurationFile = "/etc/cni/net.d/10-stateproof.conflist"

// A veth pair for each Pod, an address from each of the node's ranges, and host ports.
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
        "routes": %s,
        "ranges": %s
      }
    },
    { "type": "portmap", "capabilities": { "portMappings": true } }
  ]
}
`

type route struct {
	Destination string `json:"dst"`
}

type addressRange struct {
	Subnet string `json:"subnet"`
}

// configurationFor gives each Pod an address, and a way out, of every family that the node has a range of.
func configurationFor(podCIDRs []string) ([]byte, error) {
	routes, ranges := []route{}, [][]addressRange{}
	for _, subnet := range podCIDRs {
		everywhere := "0.0.0.0/0"
		if isIPv6(subnet) {
			everywhere = "::/0"
		}
		routes = append(routes, route{everywhere})
		ranges = append(ranges, []addressRange{{subnet}})
	}
	encodedRoutes, err := json.Marshal(routes)
	if err != nil {
		return nil, err
	}
	encodedRanges, err := json.Marshal(ranges)
	return fmt.Appendf(nil, configuration, encodedRoutes, encodedRanges), err
}

// writeConfiguration writes the CNI configuration if it is not there yet as it should be; it is renamed
// into place, since the container runtime may read it at any moment.
func writeConfiguration(podCIDRs []string) error {
	wanted, err := configurationFor(podCIDRs)
	if err != nil {
		return err
	}
	if found, err := os.ReadFile(configurationFile); err == nil && bytes.Equal(found, wanted) {
		return nil
	}
	temporary := filepath.Join(filepath.Dir(configurationFile), ".stateproof.tmp")
	if err := os.WriteFile(temporary, wanted, 0o644); err != nil {
		return err
	}
	return os.Rename(temporary, configurationFile)
}

// masquerade keeps one rule for each family: what leaves the Pods' subnet goes out under the node's address.
func masquerade(ctx context.Context, podSubnets string) error {
	for podSubnet := range strings.SplitSeq(podSubnets, ",") {
		program := "iptables"
		if isIPv6(podSubnet) {
			program = "ip6tables"
		}
		rule := []string{"POSTROUTING", "-s", podSubnet, "!", "-d", podSubnet, "-j", "MASQUERADE"}
		if run(ctx, program, append([]string{"-w", "-t", "nat", "-C"}, rule...)...) == nil {
			continue
		}
		if err := run(ctx, program, append([]string{"-w", "-t", "nat", "-A"}, rule...)...); err != nil {
			return err
		}
	}
	return nil
}

// isIPv6 of an address or a range.
func isIPv6(address string) bool { return strings.Contains(address, ":") }

func run(ctx context.Context, name string, arguments ...string) error {
	output, err := exec.CommandContext(ctx, name, arguments...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %v: %w: %s", name, arguments, err, bytes.TrimSpace(output))
	}
	return nil
}
