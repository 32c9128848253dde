package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount/"

type node struct {
	name string
	// podCIDRs are one for each family, addresses the node's own.
	podCIDRs, addresses []string
}

// addressFor finds the node's address of the family of a range; empty where it has none yet.
func (n node) addressFor(podCIDR string) string {
	for _, address := range n.addresses {
		if isIPv6(address) == isIPv6(podCIDR) {
			return address
		}
	}
	return ""
}

type nodeList struct {
	Items []struct {
		Metadata struct{ Name string }
		Spec     struct{ PodCIDRs []string }
		Status   struct {
			Addresses []struct{ Type, Address string }
		}
	}
}

// listNodes asks the API server for all nodes, with the credentials of this Pod's ServiceAccount.
func listNodes(ctx context.Context) ([]node, error) {
	client, err := newClient()
	if err != nil {
		return nil, err
	}
	token, err := os.ReadFile(serviceAccount + "token")
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+apiServer()+"/api/v1/nodes", nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+string(token))
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("list nodes: %s", response.Status)
	}
	var list nodeList
	if err := json.NewDecoder(response.Body).Decode(&list); err != nil {
		return nil, fmt.Errorf("list nodes: %w", err)
	}
	return list.nodes(), nil
}

func (list nodeList) nodes() []node {
	var nodes []node
	for _, item := range list.Items {
		found := node{name: item.Metadata.Name, podCIDRs: item.Spec.PodCIDRs}
		for _, address := range item.Status.Addresses {
			if address.Type == "InternalIP" {
				found.addresses = append(found.addresses, address.Address)
			}
		}
		nodes = append(nodes, found)
	}
	return nodes
}

// apiServer is the Service's address: kube-proxy serves it on the host's network before Pods have one.
func apiServer() string {
	return net.JoinHostPort(os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT"))
}

func newClient() (*http.Client, error) {
	authority, err := os.ReadFile(serviceAccount + "ca.crt")
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(authority) {
		return nil, fmt.Errorf("no certificate in %sca.crt", serviceAccount)
	}
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: pool},
		DisableKeepAlives: true,
	}
	return &http.Client{Timeout: 5 * time.Second, Transport: transport}, nil
}
