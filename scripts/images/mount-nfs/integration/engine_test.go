//go:build integration

package integration

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
)

// engine speaks to the Docker engine without starting a process: a new process begins by closing what it inherited, and
// closing a file of a mount writes it, which would spoil, or wait for, the very trouble that a test is about to make.
func engine(t testing.TB, method, path string, result any) {
	t.Helper()
	socket := strings.TrimPrefix(os.Getenv("DOCKER_HOST"), "unix://")
	if socket == "" {
		socket = "/var/run/docker.sock"
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}
	client := http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
	request, err := http.NewRequest(method, "http://engine"+path, nil)
	must(t, err)
	response, err := client.Do(request)
	must(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(t, err)
	if response.StatusCode >= 400 {
		t.Fatalf("%s %s: %s: %s", method, path, response.Status, body)
	}
	if result != nil {
		must(t, json.Unmarshal(body, result))
	}
}
