// Package uncommitted remembers what a server has taken but not yet put on its disk, so that it can be written again
// if the server loses it.
//
// It knows nothing of how anything is sent.
package uncommitted

import (
	"slices"
	"sort"

	"stateproof.dev/images/mount-nfs/nfs3"
)

// Range is data at a place in a file, taken by the server that gave this verifier.
type Range struct {
	Offset   uint64
	Data     []byte
	Verifier nfs3.Verifier
	order    uint64
	doubtful bool
}

func (r Range) end() uint64 { return r.Offset + uint64(len(r.Data)) }

// Ranges of one file; no two overlap, since only the newest data of a place may ever be written again. The zero value
// is empty. It is not safe for use by several goroutines at once.
type Ranges struct {
	list  []Range
	order uint64
	bytes int
}

// Bytes is how much is remembered.
func (r *Ranges) Bytes() int { return r.bytes }

// Mark stands for everything that was added before it.
func (r *Ranges) Mark() uint64 { return r.order }

// Add remembers data, which must not change afterwards, in place of older data there.
func (r *Ranges) Add(offset uint64, data []byte, verifier nfs3.Verifier) {
	r.order++
	r.replace(offset, offset+uint64(len(data)), Range{Offset: offset, Data: data, Verifier: verifier, order: r.order})
}

// Forget drops what lies in [begin, end): newer data are on the disk there, or the file ends before it.
func (r *Ranges) Forget(begin, end uint64) { r.replace(begin, end) }

// replace puts a range, or none, in place of all that lies in [begin, end). The list is in the order of the file: there
// may be thousands of small ranges, and a few of them are touched at a time.
func (r *Ranges) replace(begin, end uint64, with ...Range) {
	first := sort.Search(len(r.list), func(i int) bool { return r.list[i].end() > begin })
	last := first
	for last < len(r.list) && r.list[last].Offset < end {
		last++
	}
	if first < last {
		head, tail := r.list[first], r.list[last-1]
		if head.Offset < begin {
			with = append([]Range{head.cut(head.Offset, begin)}, with...)
		}
		if tail.end() > end {
			with = append(with, tail.cut(end, tail.end()))
		}
	}
	r.bytes += sum(with) - sum(r.list[first:last])
	r.list = slices.Replace(r.list, first, last, with...)
}

// Committed drops what the server with this verifier has put on its disk: all that it took before the mark.
func (r *Ranges) Committed(mark uint64, verifier nfs3.Verifier) {
	var kept []Range
	for _, old := range r.list {
		if old.order > mark || old.Verifier != verifier || old.doubtful {
			kept = append(kept, old)
		}
	}
	r.set(kept)
}

// Lost returns what another server than that of the verifier took before the mark: it may be gone.
func (r *Ranges) Lost(mark uint64, verifier nfs3.Verifier) []Range {
	var lost []Range
	for _, old := range r.list {
		if old.order <= mark && (old.Verifier != verifier || old.doubtful) {
			lost = append(lost, old)
		}
	}
	return lost
}

// Doubt marks what was added before the mark as possibly gone: the server could not put it on its disk, and may have
// given it up, so that its next COMMIT would succeed without it.
func (r *Ranges) Doubt(mark uint64) {
	for i := range r.list {
		r.list[i].doubtful = r.list[i].doubtful || r.list[i].order <= mark
	}
}

func (r Range) cut(begin, end uint64) Range {
	r.Data = r.Data[begin-r.Offset : end-r.Offset]
	r.Offset = begin
	return r
}

func (r *Ranges) set(list []Range) { r.list, r.bytes = list, sum(list) }

func sum(list []Range) (bytes int) {
	for _, each := range list {
		bytes += len(each.Data)
	}
	return bytes
}
