package uncommitted

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"stateproof.dev/images/mount-nfs/nfs3"
)

// A file of 200 bytes is written at random; whatever the order, writing the remembered ranges onto an empty disk must
// give the file back, in any order of the ranges.
func TestRangesRebuildTheFile(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 500 {
		var ranges Ranges
		file := make([]byte, 200)
		for step := range 40 {
			begin := random.IntN(len(file))
			end := begin + random.IntN(len(file)-begin) + 1
			if step%7 == 6 {
				ranges.Forget(uint64(begin), uint64(end))
				clear(file[begin:end])
				continue
			}
			data := bytes.Repeat([]byte{byte(step + 1)}, end-begin)
			ranges.Add(uint64(begin), data, nfs3.Verifier{byte(step % 3)})
			copy(file[begin:end], data)
		}
		if got := rebuild(&ranges, len(file), random); !bytes.Equal(got, file) {
			t.Fatalf("round %d: got\n%v\nexpected\n%v", round, got, file)
		}
	}
}

func rebuild(ranges *Ranges, size int, random *rand.Rand) []byte {
	disk := make([]byte, size)
	lost := ranges.Lost(ranges.Mark(), nfs3.Verifier{99})
	random.Shuffle(len(lost), func(i, j int) { lost[i], lost[j] = lost[j], lost[i] })
	total := 0
	for _, each := range lost {
		copy(disk[each.Offset:], each.Data)
		total += len(each.Data)
	}
	if total != ranges.Bytes() {
		panic("the count of bytes is wrong")
	}
	return disk
}

func TestCommittedKeepsWhatCameLaterOrFromAnotherServer(t *testing.T) {
	var ranges Ranges
	first, second := nfs3.Verifier{1}, nfs3.Verifier{2}
	ranges.Add(0, []byte("aaaa"), first)
	ranges.Add(10, []byte("bbbb"), second)
	mark := ranges.Mark()
	ranges.Add(20, []byte("cccc"), second)
	ranges.Committed(mark, second)
	if ranges.Bytes() != 8 {
		t.Fatalf("%d bytes are left, expected 8", ranges.Bytes())
	}
	if lost := ranges.Lost(mark, second); len(lost) != 1 || lost[0].Offset != 0 {
		t.Fatalf("lost is %v, expected the range at 0", lost)
	}
}

func TestDoubtfulDataAreLostEvenToTheSameServer(t *testing.T) {
	var ranges Ranges
	verifier := nfs3.Verifier{1}
	ranges.Add(0, []byte("aaaa"), verifier)
	ranges.Doubt(ranges.Mark())
	ranges.Add(4, []byte("bbbb"), verifier)
	ranges.Committed(ranges.Mark(), verifier)
	if lost := ranges.Lost(ranges.Mark(), verifier); len(lost) != 1 || string(lost[0].Data) != "aaaa" {
		t.Fatalf("lost is %v, expected the data in doubt", lost)
	}
}
