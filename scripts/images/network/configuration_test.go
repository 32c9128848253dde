package main

import (
	"encoding/json"
	"testing"
)

func TestAddressesOfEveryFamily(t *testing.T) {
	for _, podCIDRs := range [][]string{{"10.244.1.0/24"}, {"fd00:10:244:1::/64"}, {"10.244.1.0/24", "fd00:10:244:1::/64"}} {
		written, err := configurationFor(podCIDRs)
		if err != nil {
			t.Fatal(err)
		}
		var read struct {
			Plugins []struct {
				IPAM struct {
					Routes []route
					Ranges [][]addressRange
				}
			}
		}
		if err := json.Unmarshal(written, &read); err != nil {
			t.Fatalf("%v: no JSON: %v", podCIDRs, err)
		}
		ipam := read.Plugins[0].IPAM
		if len(ipam.Ranges) != len(podCIDRs) || len(ipam.Routes) != len(podCIDRs) {
			t.Errorf("%v: ranges %v, routes %v", podCIDRs, ipam.Ranges, ipam.Routes)
		}
		for i, podCIDR := range podCIDRs {
			if ipam.Ranges[i][0].Subnet != podCIDR || isIPv6(ipam.Routes[i].Destination) != isIPv6(podCIDR) {
				t.Errorf("%v: ranges %v, routes %v", podCIDRs, ipam.Ranges, ipam.Routes)
			}
		}
	}
}

func TestAddressOfTheSameFamily(t *testing.T) {
	dual := node{addresses: []string{"172.18.0.2", "fc00::2"}}
	if got := dual.addressFor("fd00::/64"); got != "fc00::2" {
		t.Errorf("got %q", got)
	}
	if got := (node{}).addressFor("10.0.0.0/24"); got != "" {
		t.Errorf("got %q", got)
	}
}
