package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"unicode"
)

const archivePrefix = "archived-"

// maxName is the longest name of a directory that can still be archived: file systems end at 255 bytes.
const maxName = 255 - len(archivePrefix)

// ownName is how the directory of a claim without a pattern ends: the volume's name, which holds the claim's uid.
var ownName = regexp.MustCompile(`pvc-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// CheckPath says why a path, relative to the export, cannot be a volume's directory.
func CheckPath(relative string) error {
	if strings.TrimSpace(relative) == "" {
		return errors.New("it is empty")
	}
	if path.IsAbs(relative) {
		return errors.New("it is absolute")
	}
	for part := range strings.SplitSeq(relative, "/") {
		if err := checkPart(part); err != nil {
			return err
		}
	}
	if first(relative) == recordsFolder {
		return fmt.Errorf("%s is kept for the provisioner's own records", recordsFolder)
	}
	return nil
}

func checkPart(part string) error {
	switch {
	case part == "":
		return errors.New("a part of it is empty")
	case part == "..":
		return errors.New("it leaves the export by ..")
	case part == ".":
		return errors.New("a part of it is .")
	case len(part) > maxName:
		return fmt.Errorf("a part of it has %d bytes; at most %d fit, so that it can be archived", len(part), maxName)
	case strings.ContainsFunc(part, func(letter rune) bool { return !unicode.IsPrint(letter) }):
		return errors.New("it has a character that cannot be printed")
	}
	return nil
}

// lookUp says whether there is a directory under this path. Whatever else stands on the way is an error: a file, or a
// symlink, which would lead to another directory and for each client to another one.
func lookUp(root *os.Root, relative string) (bool, error) {
	for _, ancestor := range append(ancestors(relative), relative) {
		found, err := root.Lstat(ancestor)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return false, nil
		case err != nil:
			return false, err
		case found.Mode()&fs.ModeSymlink != 0:
			return false, fmt.Errorf("%s is a symlink; it may leave the export", ancestor)
		case !found.IsDir():
			return false, fmt.Errorf("%s is not a directory", ancestor)
		}
	}
	return true, nil
}

// ancestors are the directories that hold this path, the outermost first.
func ancestors(relative string) []string {
	var found []string
	for at, letter := range relative {
		if letter == '/' {
			found = append(found, relative[:at])
		}
	}
	return found
}

func first(relative string) string {
	name, _, _ := strings.Cut(relative, "/")
	return name
}
