package filesystem

import (
	"sync"

	"github.com/hanwen/go-fuse/v2/fuse"
	"stateproof.dev/images/mount-nfs/nfs3"
	"stateproof.dev/images/mount-nfs/uncommitted"
)

// node is a file or directory that the kernel knows by a number.
type node struct {
	id     uint64
	handle nfs3.Handle

	// naming is held while a name of the file is taken away, and by whoever begins to use it: an open file is never
	// removed, and a removed one never opened.
	naming sync.RWMutex
	// transfer is held together by writers, and alone by what must not happen during a write: writing lost data again,
	// changing the size.
	transfer sync.RWMutex
	// appending makes finding the end of the file and writing there one step.
	appending sync.Mutex
	// committing lets one commit at a time run.
	committing sync.Mutex

	mu     sync.Mutex
	unsafe uncommitted.Ranges
	writer nfs3.Caller
	silly  *sillyName

	// Guarded by the table's mutex:
	lookups uint64
	opens   int
}

// nodes are all that the kernel knows, by number and by handle: names that lead to one file lead to one node.
type nodes struct {
	mu       sync.Mutex
	byID     map[uint64]*node
	byHandle map[nfs3.Handle]*node
	last     uint64
}

func newNodes(root nfs3.Handle) *nodes {
	first := &node{id: fuse.FUSE_ROOT_ID, handle: root, lookups: 1}
	return &nodes{byID: map[uint64]*node{first.id: first}, byHandle: map[nfs3.Handle]*node{root: first}, last: first.id}
}

// get returns a node that the kernel has named; it names none that it has been told to forget.
func (n *nodes) get(id uint64) *node {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.byID[id]
}

// know returns the node of a handle, for one more answer in which the kernel is told of it.
func (n *nodes) know(handle nfs3.Handle) *node {
	n.mu.Lock()
	defer n.mu.Unlock()
	known := n.byHandle[handle]
	if known == nil {
		n.last++
		known = &node{id: n.last, handle: handle}
		n.byID[known.id], n.byHandle[handle] = known, known
	}
	known.lookups++
	return known
}

// forget takes back that many answers.
func (n *nodes) forget(id, answers uint64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if known := n.byID[id]; known != nil && id != fuse.FUSE_ROOT_ID {
		known.lookups -= min(answers, known.lookups)
		n.dropUnused(known)
	}
}

func (n *nodes) opening(known *node) {
	n.mu.Lock()
	defer n.mu.Unlock()
	known.opens++
}

// closing returns whether nobody has the file open any more.
func (n *nodes) closing(known *node) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	known.opens--
	n.dropUnused(known)
	return known.opens == 0
}

func (n *nodes) isOpen(known *node) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return known.opens > 0
}

func (n *nodes) all() []*node {
	n.mu.Lock()
	defer n.mu.Unlock()
	list := make([]*node, 0, len(n.byID))
	for _, known := range n.byID {
		list = append(list, known)
	}
	return list
}

func (n *nodes) dropUnused(known *node) {
	if known.lookups == 0 && known.opens == 0 {
		delete(n.byID, known.id)
		delete(n.byHandle, known.handle)
	}
}
