package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// claim makes sure that the path is this volume's, before anything is made: it was claimed by it earlier, or nobody has
// and it is claimed now, which is fresh: then the directory must not be there yet.
func (export *Export) claim(root *os.Root, volume Volume) (fresh bool, err error) {
	exists, err := lookUp(root, volume.Path)
	if err != nil || volume.ByName {
		return false, err
	}
	if ownName.MatchString(first(volume.Path)) {
		return false, fmt.Errorf("directory %s: %s is named as another volume's own directory", volume.Path, first(volume.Path))
	}
	for _, ancestor := range ancestors(volume.Path) {
		if err := export.freeOfOthers(root, ancestor, volume); err != nil {
			return false, err
		}
	}
	owner, err := ownerOf(root, volume.Path)
	if err != nil || owner == volume.Name {
		return false, err
	}
	if exists && owner == "" {
		// Before anything is written: a crash must not leave a record of what was never ours.
		return false, notShared(volume)
	}
	if err := export.freeOfOthers(root, volume.Path, volume); err != nil {
		return false, err
	}
	return true, writeRecord(root, volume.Path, volume.Name)
}

// freeOfOthers is an error if the directory belongs to another volume, or did and is still there. What an attempt has
// left that ended before it made its directory, and a directory that was removed by hand, are forgotten.
func (export *Export) freeOfOthers(root *os.Root, relative string, volume Volume) error {
	owner, err := ownerOf(root, relative)
	if err != nil || owner == "" {
		return err
	}
	taken, err := export.taken(root, relative, owner)
	if err != nil {
		return err
	}
	if taken {
		return fmt.Errorf("directory %s %s of volume %s; it is not shared", volume.Path, relationOf(volume.Path, relative), owner)
	}
	return removeRecord(root, relative)
}

// taken says whether a recorded directory is there, may be made at this moment, or is of a volume that exists.
func (export *Export) taken(root *os.Root, relative, owner string) (bool, error) {
	if exists, err := lookUp(root, relative); err != nil || exists {
		return exists, err
	}
	if recent, err := isRecent(root, relative); err != nil || recent {
		return recent, err
	}
	if owner == unfinished {
		return false, nil
	}
	return export.InUse(owner)
}

func relationOf(asked, taken string) string {
	if asked == taken {
		return "is that"
	}
	return "would lie in " + taken + ", that"
}

func notShared(volume Volume) error {
	return fmt.Errorf("directory %s exists already and was not made for this volume; it is not shared", volume.Path)
}

// isOwn says whether there is a directory that is this volume's, to be archived or removed. It is an error if that
// cannot be known. A directory that is recorded for another volume was given away after ours had gone.
func isOwn(root *os.Root, volume Volume) (bool, error) {
	exists, err := lookUp(root, volume.Path)
	if err != nil {
		return false, err
	}
	if volume.ByName {
		return exists, nil
	}
	owner, err := ownerOf(root, volume.Path)
	switch {
	case err != nil:
		return false, err
	case owner == volume.Name && !exists:
		return false, removeRecord(root, volume.Path)
	case owner == "" && exists:
		return false, fmt.Errorf("directory %s is not known to be made for volume %s; nothing was touched", volume.Path, volume.Name)
	}
	return owner == volume.Name, nil
}

// forget ends the volume's claim to its path, once its directory is there no more.
func forget(root *os.Root, volume Volume) error {
	if volume.ByName {
		return nil
	}
	return removeRecord(root, volume.Path)
}

// explain adds to an error what is most often behind it.
func explain(err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w; root must be allowed there: is the export shared with no_root_squash?", err)
	case errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%w; is the export shared, and mounted, for writing?", err)
	}
	return err
}
