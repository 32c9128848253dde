package export

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
)

// recordsFolder holds one small file for each directory whose name does not say to which volume it belongs. It is not
// kept in the directory itself, where the workload would see it and could change it.
const recordsFolder = ".stateproof-volumes"

func recordOf(relative string) string {
	return path.Join(recordsFolder, fmt.Sprintf("%x", sha256.Sum256([]byte(relative))))
}

// unfinished is the owner that a record names which a crash has left empty. No directory was made for it.
const unfinished = "(unfinished)"

// ownerOf is the volume for which this directory was made, or the empty text where nothing is recorded.
func ownerOf(root *os.Root, relative string) (string, error) {
	content, err := root.ReadFile(recordOf(relative))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	owner, _, whole := strings.Cut(string(content), "\n")
	if !whole {
		return unfinished, err
	}
	return owner, err
}

// writeRecord is an error where there is a record already: of two provisioners on one export one only gets a directory.
func writeRecord(root *os.Root, relative, owner string) error {
	if err := root.Mkdir(recordsFolder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	record, err := root.OpenFile(recordOf(relative), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	// The second line is for people who look for the directory of a record.
	_, err = fmt.Fprintf(record, "%s\n%s\n", owner, relative)
	return errors.Join(err, record.Sync(), record.Close())
}

// settled is after how long a record without a directory was left by an attempt that has ended; until then it may be one
// of another provisioner on the same export, which makes its directory within moments.
const settled = time.Minute

func isRecent(root *os.Root, relative string) (bool, error) {
	record, err := root.Stat(recordOf(relative))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return time.Since(record.ModTime()) < settled, nil
}

func removeRecord(root *os.Root, relative string) error {
	err := root.Remove(recordOf(relative))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
