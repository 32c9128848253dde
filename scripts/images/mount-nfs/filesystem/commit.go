package filesystem

import (
	"log"
	"sync"
	"time"

	"stateproof.dev/images/mount-nfs/nfs3"
	"stateproof.dev/images/mount-nfs/uncommitted"
)

const (
	// commitAfter: so much of one file is handed to the disk while more is written, so that an fsync has little left.
	commitAfter = 16 << 20
	// keepAtMost bounds the memory for data that may have to be written again: a writer then waits for the disk.
	keepAtMost = 64 << 20
	// lastWords is how long data that nobody can ask about any more are tried after an unmount.
	lastWords = 30 * time.Second
)

// commit returns when everything that the server took of a file before is on its disk. If the server was restarted
// since (its verifier changed), what it took before may be lost, and is written again.
func (fs *FS) commit(caller nfs3.Caller, node *node) error {
	if !node.hasUncommitted() {
		return nil
	}
	node.committing.Lock()
	defer node.committing.Unlock()
	node.mu.Lock()
	mark, bytes := node.unsafe.Mark(), node.unsafe.Bytes()
	node.mu.Unlock()
	if bytes == 0 {
		return nil
	}
	verifier, err := fs.nfs.Commit(caller, node.handle)
	if err != nil {
		fs.remember(node, func() { node.unsafe.Doubt(mark) })
		return err
	}
	fs.remember(node, func() { node.unsafe.Committed(mark, verifier) })
	return fs.writeAgain(caller, node, mark, verifier)
}

// writeAgain puts on the disk what a server took that is no more. No write runs meanwhile: a newer one of the same
// place must not be overwritten.
func (fs *FS) writeAgain(caller nfs3.Caller, node *node, mark uint64, verifier nfs3.Verifier) error {
	if len(node.lost(mark, verifier)) == 0 {
		return nil
	}
	node.transfer.Lock()
	defer node.transfer.Unlock()
	for _, lost := range node.lost(mark, verifier) {
		log.Printf("the server may have lost data: writing %d bytes at %d again", len(lost.Data), lost.Offset)
		for done := 0; done < len(lost.Data); {
			piece := lost.Data[done:min(len(lost.Data), done+int(fs.settings.WriteSize))]
			offset := lost.Offset + uint64(done)
			answer, err := fs.nfs.Write(caller, node.handle, offset, piece, nfs3.FileSync)
			if err == nil && (answer.Count == 0 || answer.Stability == nfs3.Unstable) {
				err = nfs3.ErrServerFault
			}
			if err != nil {
				return err
			}
			fs.taken(caller, node, offset, piece[:answer.Count], answer)
			done += int(answer.Count)
		}
	}
	return nil
}

// commitEarly keeps what may have to be written again within bounds.
func (fs *FS) commitEarly(caller nfs3.Caller, node *node) {
	if fs.uncommitted.Load() >= keepAtMost {
		fs.commit(caller, node) // an error shows again when somebody asks by fsync or close
		return
	}
	node.mu.Lock()
	bytes := node.unsafe.Bytes()
	node.mu.Unlock()
	if bytes >= commitAfter && node.committing.TryLock() {
		node.committing.Unlock()
		caller.GivenUp = fs.settings.Gone
		go fs.commit(caller, node)
	}
}

// saveLast commits what was written through a mapping after the file was closed; only the log can be told of an error.
func (fs *FS) saveLast(node *node) {
	node.mu.Lock()
	caller := node.writer
	node.mu.Unlock()
	caller.GivenUp = fs.settings.Gone
	if err := fs.commit(caller, node); err != nil {
		log.Printf("cannot commit a file that was closed: %v", err)
	}
}

// OnUnmount saves what is left, since nobody can use the mount any more.
func (fs *FS) OnUnmount() {
	until := time.Now().Add(lastWords)
	fs.settings.Gone = func() bool { return time.Now().After(until) }
	var all sync.WaitGroup
	for _, node := range fs.nodes.all() {
		all.Go(func() {
			fs.saveLast(node)
			fs.giveUp(node)
			fs.removeSilly(node)
		})
	}
	all.Wait()
}

// giveUp says what was lost of a file that nobody has open: by then close(2) and fsync(2) have failed, or were not called.
func (fs *FS) giveUp(node *node) {
	if left := node.bytesUncommitted(); left > 0 {
		log.Printf("LOST: %d bytes of a closed file could not be written", left)
		fs.remember(node, func() { node.unsafe.Forget(0, ^uint64(0)) })
	}
}

func (n *node) hasUncommitted() bool { return n.bytesUncommitted() > 0 }

func (n *node) bytesUncommitted() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.unsafe.Bytes()
}

func (n *node) lost(mark uint64, verifier nfs3.Verifier) []uncommitted.Range {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.unsafe.Lost(mark, verifier)
}
