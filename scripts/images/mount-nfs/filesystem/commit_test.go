package filesystem

import (
	"bytes"
	"math/rand/v2"
	"sync"
	"testing"

	"stateproof.dev/images/mount-nfs/nfs3"
)

const fileSize = 64 << 10

// TestCommitAfterCrashes: whatever is written and however often the server forgets, a commit that succeeded means that
// exactly the newest data are on the disk.
func TestCommitAfterCrashes(t *testing.T) {
	server := startForgetful(t, fileSize)
	fs := server.client()
	node := fs.nodes.know("file")
	random := rand.New(rand.NewPCG(3, 4))
	want := make([]byte, fileSize)
	for step := range 3000 {
		switch {
		case step%10 == 9:
			if err := fs.commit(nfs3.Caller{}, node); err != nil {
				t.Fatal(err)
			}
			server.expect(t, step, want)
		case step%13 == 12:
			server.crash()
		default:
			begin := random.IntN(fileSize)
			data := bytes.Repeat([]byte{byte(step)}, min(1+random.IntN(10_000), fileSize-begin))
			copy(want[begin:], data)
			if _, err := fs.write(nfs3.Caller{}, node, uint64(begin), data, nfs3.Unstable); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestCrashesUnderParallelWriters: the same with writers in regions of their own, each of which commits when it likes.
func TestCrashesUnderParallelWriters(t *testing.T) {
	const writers, region = 8, fileSize / 8
	server := startForgetful(t, fileSize)
	fs := server.client()
	node := fs.nodes.know("file")
	var all sync.WaitGroup
	for writer := range writers {
		all.Go(func() {
			for step := range 200 {
				data := bytes.Repeat([]byte{byte(step + writer)}, region)
				_, err := fs.write(nfs3.Caller{}, node, uint64(writer*region), data, nfs3.Unstable)
				if err == nil {
					err = fs.commit(nfs3.Caller{}, node)
				}
				if err != nil {
					t.Error(err)
				}
				server.mu.Lock()
				if !bytes.Equal(server.disk[writer*region:(writer+1)*region], data) {
					t.Errorf("writer %d, step %d: committed, and not on the disk", writer, step)
				}
				server.mu.Unlock()
				if writer == 0 && step%5 == 0 {
					server.crash()
				}
			}
		})
	}
	all.Wait()
}

// TestFailedCommitIsNotForgotten: after a commit that failed, one that succeeds has written the data again.
func TestFailedCommitIsNotForgotten(t *testing.T) {
	server := startForgetful(t, fileSize)
	fs := server.client()
	node := fs.nodes.know("file")
	data := []byte("must not be lost")
	if _, err := fs.write(nfs3.Caller{}, node, 0, data, nfs3.Unstable); err != nil {
		t.Fatal(err)
	}
	server.mu.Lock()
	server.failCommit = true
	server.mu.Unlock()
	if err := fs.commit(nfs3.Caller{}, node); err == nil {
		t.Fatal("the failed commit succeeded")
	}
	if err := fs.commit(nfs3.Caller{}, node); err != nil {
		t.Fatal(err)
	}
	server.expect(t, 0, append(data, make([]byte, fileSize-len(data))...))
}

func (s *forgetfulServer) expect(t *testing.T, step int, want []byte) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range want {
		if s.disk[i] != want[i] {
			t.Fatalf("step %d: byte %d on the disk is %d, expected %d", step, i, s.disk[i], want[i])
		}
	}
}
