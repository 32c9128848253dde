//go:build integration

package integration

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestParallelWriters: 16 at once, each in its own file and in its own part of one file.
func TestParallelWriters(t *testing.T) {
	const writers, size = 16, 4 << 20
	server := startServer(t)
	root := mount(t, server.address(), "rw,hard")
	shared, err := os.Create(filepath.Join(root, "shared"))
	must(t, err)
	pattern := func(writer int) []byte {
		return bytes.Repeat(fmt.Appendf(nil, "writer %02d....", writer), size/13+1)[:size]
	}
	var all sync.WaitGroup
	for writer := range writers {
		all.Go(func() {
			own, err := os.Create(filepath.Join(root, fmt.Sprint(writer)))
			if err != nil {
				t.Error(err)
				return
			}
			data := pattern(writer)
			for done, piece := 0, 1000*(writer+1); done < size; done += piece {
				part := data[done:min(size, done+piece)]
				_, first := own.WriteAt(part, int64(done))
				_, second := shared.WriteAt(part, int64(writer*size+done))
				if err := errors.Join(first, second); err != nil {
					t.Error(err)
					return
				}
			}
			if err := errors.Join(own.Sync(), own.Close(), shared.Sync()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	must(t, shared.Close())
	disk := server.disk()
	whole, err := os.ReadFile(filepath.Join(disk, "shared"))
	must(t, err)
	for writer := range writers {
		own, _ := os.ReadFile(filepath.Join(disk, fmt.Sprint(writer)))
		if !bytes.Equal(own, pattern(writer)) || !bytes.Equal(whole[writer*size:(writer+1)*size], pattern(writer)) {
			t.Errorf("writer %d: the disk holds something else", writer)
		}
	}
}

// TestCrash: the server is killed again and again under a writer. What an fsync acknowledged is on the disk.
func TestCrash(t *testing.T) {
	server := startServer(t)
	root, disk := mount(t, server.address(), "rw,hard"), server.disk()
	file, err := os.Create(filepath.Join(root, "ledger"))
	must(t, err)
	const record = 100_000
	for round := range 5 {
		for i := range 20 {
			number := round*20 + i
			_, err := file.WriteAt(bytes.Repeat([]byte{byte(number + 1)}, record), int64(number*record))
			must(t, err)
		}
		server.kill() // between write and fsync
		synced := make(chan error)
		go func() { synced <- file.Sync() }()
		select {
		case err := <-synced:
			t.Fatalf("round %d: fsync returned %v while the server was dead", round, err)
		case <-time.After(300 * time.Millisecond):
		}
		server.start()
		must(t, <-synced)
		content, err := os.ReadFile(filepath.Join(disk, "ledger"))
		must(t, err)
		for number := range (round + 1) * 20 {
			if !bytes.Equal(content[number*record:(number+1)*record], bytes.Repeat([]byte{byte(number + 1)}, record)) {
				t.Fatalf("round %d: record %d is not on the disk", round, number)
			}
		}
	}
	must(t, file.Close())
}

// TestOutage: writes through a hard mount stand still for as long as the server is away, and go on; also when it comes
// back under another address behind the same name.
func TestOutage(t *testing.T) {
	server, other := startServer(t), startServer(t)
	other.stop()
	const name = "nfs-outage.stateproof.test"
	setHost(t, name, server.address())
	root := mount(t, name, "rw,hard")
	file, err := os.Create(filepath.Join(root, "file"))
	must(t, err)
	begun := time.Now()
	time.AfterFunc(time.Second, func() {
		server.stop()
		time.Sleep(20 * time.Second)
		other.start() // takes the address that has become free
		server.start()
		setHost(t, name, server.address())
		t.Logf("the name leads to %s now; %s has become another server's", server.address(), other.address())
	})
	var longest time.Duration
	count := 0
	for ; time.Since(begun) < 28*time.Second || longest < 20*time.Second; count++ {
		before := time.Now()
		_, err := fmt.Fprintf(file, "%08d\n", count)
		must(t, errors.Join(err, file.Sync()))
		longest = max(longest, time.Since(before))
		if time.Since(begun) > time.Minute {
			t.Fatal("no outage was felt")
		}
	}
	must(t, file.Close())
	content, err := os.ReadFile(filepath.Join(server.disk(), "file"))
	if err != nil || len(content) != 9*count {
		t.Errorf("%d records were acknowledged, the disk holds %d bytes, %v", count, len(content), err)
	}
	t.Logf("%d writes, the longest took %v", count, longest)
}

// setHost gives a name an address in this machine's hosts file for the time of the test.
func setHost(t testing.TB, name, address string) {
	t.Helper()
	const path = "/etc/hosts"
	before, err := os.ReadFile(path)
	must(t, err)
	var kept []byte
	for line := range bytes.Lines(before) {
		if !bytes.Contains(line, []byte(name)) {
			kept = append(kept, line...)
		}
	}
	must(t, os.WriteFile(path, fmt.Appendf(kept, "%s %s\n", address, name), 0o644))
	t.Cleanup(func() { os.WriteFile(path, kept, 0o644) })
}

// TestSoft: a soft mount gives up with EIO after its time-outs.
func TestSoft(t *testing.T) {
	server := startServer(t)
	root := mount(t, server.address(), "rw,soft,timeo=10,retrans=1")
	must(t, os.WriteFile(filepath.Join(root, "file"), []byte("x"), 0o644))
	server.kill()
	begun := time.Now()
	_, err := os.ReadFile(filepath.Join(root, "file"))
	if took := time.Since(begun); !errors.Is(err, syscall.EIO) || took < 2*time.Second || took > 5*time.Second {
		t.Errorf("got %v after %v, expected EIO after 2 s", err, took)
	}
	server.start()
	if content, err := os.ReadFile(filepath.Join(root, "file")); err != nil || string(content) != "x" {
		t.Errorf("after the server is back: %q, %v", content, err)
	}
}

// TestKilledWaiter: a process that waits for a server that is away can be killed, and the mount taken away.
func TestKilledWaiter(t *testing.T) {
	server := startServer(t)
	root := mount(t, server.address(), "rw,hard")
	server.kill()
	waiter := exec.Command("stat", filepath.Join(root, "file"))
	must(t, waiter.Start())
	time.Sleep(500 * time.Millisecond)
	must(t, waiter.Process.Kill())
	ended := make(chan error, 1)
	go func() { ended <- waiter.Wait() }()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("a killed process still waits for the server after 5 s")
	}
	if output, err := exec.Command("umount", "--force", root).CombinedOutput(); err != nil {
		t.Errorf("umount --force: %v: %s", err, output)
	}
	server.start()
}

// TestRefusals: what cannot be mounted ends soon, with one sentence that names the cause.
func TestRefusals(t *testing.T) {
	address := startServer(t).address()
	for source, words := range map[string]string{
		address + ":/missing":               "exports no /missing",
		"127.0.0.1:" + export:               "connection refused",
		"no-such-host.invalid:" + export:    "no such host",
		address + ":" + export + "/missing": "denies access",
	} {
		begun := time.Now()
		output, err := tryMount(source, t.TempDir(), "rw,hard")
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 32 || bytes.Count([]byte(output), []byte("\n")) != 1 ||
			!bytes.Contains([]byte(output), []byte(words)) || time.Since(begun) > 15*time.Second {
			t.Errorf("%s: %v, %q after %v, expected exit code 32 and %q", source, err, output, time.Since(begun), words)
		}
	}
	if output, err := tryMount(address+":"+export, t.TempDir(), "rw,colour=red"); err == nil {
		t.Errorf("a bad option was taken: %s", output)
	}
}
