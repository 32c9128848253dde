package filesystem

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"stateproof.dev/images/mount-nfs/nfs3"
	"stateproof.dev/images/mount-nfs/rpc"
	"stateproof.dev/images/mount-nfs/xdr"
)

// forgetfulServer holds one file. What was written and not committed lives in its memory, which a crash empties: a real
// server in a container does not lose it, since the kernel below it goes on.
type forgetfulServer struct {
	listener net.Listener
	mu       sync.Mutex
	disk     []byte
	memory   []byte
	verifier byte
	conns    []net.Conn
	// failCommit makes the next COMMIT fail, and forget what it was to save, as a disk with errors does.
	failCommit bool
}

func startForgetful(t *testing.T, size int) *forgetfulServer {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &forgetfulServer{listener: listener, disk: make([]byte, size), memory: make([]byte, size), verifier: 1}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns = append(s.conns, conn)
			s.mu.Unlock()
			go s.serve(conn)
		}
	}()
	return s
}

// client mounts nothing: it is the file system without the kernel.
func (s *forgetfulServer) client() *FS {
	dial := func() (net.Conn, error) { return net.Dial("tcp", s.listener.Addr().String()) }
	policy := rpc.Policy{Timeout: time.Minute}
	return New(&nfs3.Client{RPC: rpc.NewClient(dial, policy)}, "root", Settings{ReadSize: 4096, WriteSize: 4096})
}

func (s *forgetfulServer) crash() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.verifier++
	copy(s.memory, s.disk)
	for _, conn := range s.conns {
		conn.Close()
	}
	s.conns = nil
}

func (s *forgetfulServer) serve(conn net.Conn) {
	for {
		var mark [4]byte
		if _, err := io.ReadFull(conn, mark[:]); err != nil {
			return
		}
		record := make([]byte, binary.BigEndian.Uint32(mark[:])&^(1<<31))
		if _, err := io.ReadFull(conn, record); err != nil {
			return
		}
		d := xdr.NewDecoder(record)
		xid := d.Uint32()
		d.Fixed(16) // call, version 2, the program, its version
		procedure := d.Uint32()
		for range 2 { // credentials and verifier
			d.Uint32()
			d.Opaque()
		}
		d.Opaque() // the one file's handle
		var results xdr.Encoder
		results.Uint32(0).Uint32(xid).Uint32(1).Uint32(0).Uint32(0).Uint32(0).Uint32(0)
		s.answer(procedure, d, &results)
		answer := results.Bytes()
		binary.BigEndian.PutUint32(answer, uint32(len(answer)-4)|1<<31)
		conn.Write(answer)
	}
}

func (s *forgetfulServer) answer(procedure uint32, d *xdr.Decoder, results *xdr.Encoder) {
	s.mu.Lock()
	defer s.mu.Unlock()
	verifier := bytes.Repeat([]byte{s.verifier}, 8)
	switch procedure {
	case 7: // WRITE
		offset := d.Uint64()
		d.Uint32()
		how := d.Uint32()
		data := d.Opaque()
		copy(s.memory[offset:], data)
		if how != 0 {
			copy(s.disk[offset:], data)
		}
		results.Uint32(0).Bool(false).Bool(false).Uint32(uint32(len(data))).Uint32(how).Fixed(verifier)
	case 21: // COMMIT
		if s.failCommit {
			s.failCommit = false
			copy(s.memory, s.disk)
			results.Uint32(5).Bool(false).Bool(false)
			return
		}
		copy(s.disk, s.memory)
		results.Uint32(0).Bool(false).Bool(false).Fixed(verifier)
	default:
		results.Uint32(uint32(nfs3.ErrNotSupp))
	}
}
