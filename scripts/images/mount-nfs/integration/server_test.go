//go:build integration

// Package integration runs the program against a real nfs-ganesha server in a container of its own, and looks at the
// server's own disk for the truth.
//
// Needs root, /dev/fuse and a Docker engine (DOCKER_HOST) that has the image stateproof.dev/nfs-server:1, or another
// that NFS_SERVER_IMAGE names. Run with: go test -tags integration ./integration
package integration

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

const export = "/data/k8s"

// server is a container with a volume of its own.
type server struct {
	t    testing.TB
	name string
}

// startServer starts a server that is removed, with its data, when the test ends.
func startServer(t testing.TB, environment ...string) *server {
	t.Helper()
	s := &server{t, fmt.Sprintf("stateproof-mount-nfs-test-%d-%d", os.Getpid(), time.Now().UnixNano())}
	t.Cleanup(func() {
		exec.Command("docker", "rm", "--force", "--volumes", s.name).Run()
		exec.Command("docker", "volume", "rm", "--force", s.name).Run()
	})
	s.run(environment...)
	return s
}

func (s *server) run(environment ...string) {
	s.t.Helper()
	image := os.Getenv("NFS_SERVER_IMAGE")
	if image == "" {
		image = "stateproof.dev/nfs-server:1"
	}
	arguments := []string{"run", "--detach", "--privileged", "--name", s.name, "--volume", s.name + ":" + export}
	for _, variable := range environment {
		arguments = append(arguments, "--env", variable)
	}
	s.docker(append(arguments, image)...)
	s.waitUntilReady()
}

func (s *server) docker(arguments ...string) string {
	s.t.Helper()
	output, err := exec.Command("docker", arguments...).CombinedOutput()
	if err != nil {
		s.t.Fatalf("docker %v: %v: %s", arguments, err, output)
	}
	return strings.TrimSpace(string(output))
}

func (s *server) address() string {
	s.t.Helper()
	var found struct {
		NetworkSettings struct{ IPAddress string }
	}
	engine(s.t, http.MethodGet, "/containers/"+s.name+"/json", &found)
	return found.NetworkSettings.IPAddress
}

func (s *server) waitUntilReady() {
	s.t.Helper()
	// A start takes about a second; much longer means that it failed.
	for until := time.Now().Add(30 * time.Second); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if conn, err := net.DialTimeout("tcp", net.JoinHostPort(s.address(), "2049"), time.Second); err == nil {
			conn.Close()
			return
		}
	}
	s.t.Fatalf("the server does not answer: %s", s.docker("logs", "--tail", "20", s.name))
}

// kill ends the server at once, as a crash does; stop lets it end.
func (s *server) kill() { s.t.Helper(); s.act("kill?signal=KILL") }
func (s *server) stop() { s.t.Helper(); s.act("stop?t=10") }

// start starts it again.
func (s *server) start() { s.t.Helper(); s.act("start"); s.waitUntilReady() }

func (s *server) act(action string) {
	s.t.Helper()
	engine(s.t, http.MethodPost, "/containers/"+s.name+"/"+action, nil)
}

// disk is where the volume lies on the engine's machine, which is this one.
func (s *server) disk() string {
	s.t.Helper()
	return s.docker("volume", "inspect", "--format", "{{.Mountpoint}}", s.name)
}
