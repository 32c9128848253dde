// Package export makes, archives and removes the directories of volumes on an NFS export that is mounted here.
// A directory belongs to one volume for ever: it is never given to a second one, and nothing outside it is touched.
//
// It knows nothing of Kubernetes, and nothing of NFS but that root may be refused.
package export

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"sync"
)

// Export is a mounted export. One process at a time may change it; that is the leader election's to see to.
type Export struct {
	// Folder under which it is mounted.
	Folder string
	// InUse says whether a volume of this name exists: a directory that has vanished is still its own then.
	InUse func(volume string) (bool, error)

	// Held while a name is looked for and taken.
	mutex sync.Mutex
}

// Volume is a directory and the name of the volume it is for; names are unique, and are not used again.
type Volume struct {
	Name string
	// Path relative to the export.
	Path string
	// ByName: the path holds the volume's name, so that it is its own without a record.
	ByName bool
}

// Make makes the volume's directory with mode 0777. Called again after a crash it goes on where it was.
// It is an error if the path leaves the export, exists already for something else, or lies inside another volume.
func (export *Export) Make(volume Volume) error {
	export.mutex.Lock()
	defer export.mutex.Unlock()
	return export.within(volume, func(root *os.Root) error {
		fresh, err := export.claim(root, volume)
		if err != nil {
			return err
		}
		if err := root.MkdirAll(path.Dir(volume.Path), 0o755); err != nil {
			return err
		}
		err = root.Mkdir(volume.Path, 0o777)
		if errors.Is(err, fs.ErrExist) && fresh {
			// By another hand; making it ourselves is what proves that it is ours.
			return errors.Join(notShared(volume), removeRecord(root, volume.Path))
		}
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		return openToAll(root, volume.Path)
	})
}

// Archive renames the volume's directory to archived-<name>, and says what it is called now. Where that name is taken,
// the volume's own name is appended. Without a directory it does nothing, and the name is empty.
func (export *Export) Archive(volume Volume) (archive string, err error) {
	export.mutex.Lock()
	defer export.mutex.Unlock()
	err = export.within(volume, func(root *os.Root) error {
		own, err := isOwn(root, volume)
		if err != nil || !own {
			return err
		}
		if archive, err = freeArchive(root, volume); err != nil {
			return err
		}
		if !volume.ByName {
			// An archive that was removed by hand may have left one.
			if err := errors.Join(removeRecord(root, archive), writeRecord(root, archive, volume.Name)); err != nil {
				return err
			}
		}
		if err := root.Rename(volume.Path, archive); err != nil {
			return err
		}
		return forget(root, volume)
	})
	return archive, err
}

// Remove removes the volume's directory and what is in it. Without a directory it does nothing. It may take long, and
// claims no name, so others need not wait for it.
func (export *Export) Remove(volume Volume) error {
	return export.within(volume, func(root *os.Root) error {
		own, err := isOwn(root, volume)
		if err != nil || !own {
			return err
		}
		if err := root.RemoveAll(volume.Path); err != nil {
			return err
		}
		return forget(root, volume)
	})
}

// within makes a change with a root that no path, whatever symlinks are in it, can leave.
func (export *Export) within(volume Volume, change func(root *os.Root) error) error {
	if err := CheckPath(volume.Path); err != nil {
		return fmt.Errorf("directory %q: %w", volume.Path, err)
	}
	root, err := os.OpenRoot(export.Folder)
	if err != nil {
		return explain(err)
	}
	defer root.Close()
	return explain(change(root))
}

// openToAll sets the mode whatever the umask is: the Pods that will write have uids of their own.
func openToAll(root *os.Root, relative string) error {
	directory, err := root.Open(relative)
	if err != nil {
		return err
	}
	return errors.Join(directory.Chmod(0o777), directory.Close())
}

func freeArchive(root *os.Root, volume Volume) (string, error) {
	name := path.Join(path.Dir(volume.Path), archivePrefix+path.Base(volume.Path))
	for _, candidate := range []string{name, name + "-" + volume.Name} {
		_, err := root.Lstat(candidate)
		if errors.Is(err, fs.ErrNotExist) {
			return candidate, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("archive %s: %s-%s exists already", volume.Path, name, volume.Name)
}
