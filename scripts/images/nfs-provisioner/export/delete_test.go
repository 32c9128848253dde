package export

import (
	"os"
	"path"
	"testing"
)

func both() []Volume { return []Volume{byName(uidA), chosen(uidB, "team/db")} }

func (export mounted) filled(volume Volume) Volume {
	export.t.Helper()
	must(export.t, export.Make(volume))
	export.put(volume.Path+"/deep/data", "data of "+volume.Name)
	must(export.t, os.Symlink(export.at("canary"), export.at(volume.Path+"/link")))
	must(export.t, os.Symlink(export.at("../outside"), export.at(volume.Path+"/deep/link")))
	return volume
}

func (export mounted) archives(volume Volume, expected string) {
	export.t.Helper()
	name, err := export.Archive(volume)
	if err != nil || name != expected {
		export.t.Errorf("expected archive %q, got %q, %v", expected, name, err)
	}
}

func archiveOf(volume Volume) string {
	return path.Join(path.Dir(volume.Path), "archived-"+path.Base(volume.Path))
}

func TestArchivesKeepEverythingBesideTheDirectory(t *testing.T) {
	export := mount(t)
	for _, volume := range both() {
		export.filled(volume)
		export.archives(volume, archiveOf(volume))
		export.holds(archiveOf(volume)+"/deep/data", "data of "+volume.Name)
		export.lacks(volume.Path)
		export.archives(volume, "")
		must(t, export.Remove(volume))
		export.holds(archiveOf(volume)+"/deep/data", "data of "+volume.Name)
	}
}

func TestASecondArchiveOfTheSameNameOverwritesNothing(t *testing.T) {
	export := mount(t)
	first, second := chosen(uidA, "team/db"), chosen(uidB, "team/db")
	export.filled(first)
	export.archives(first, "team/archived-db")
	export.filled(second)
	export.archives(second, "team/archived-db-"+uidB)
	export.holds("team/archived-db/deep/data", "data of "+uidA)
	export.holds("team/archived-db-"+uidB+"/deep/data", "data of "+uidB)
	refused(t, export.Make(chosen(uidA, "team/archived-db/inner")), "would lie in team/archived-db, that of volume "+uidA)
}

func TestRemovalTakesTheDirectoryAndNothingElse(t *testing.T) {
	export := mount(t)
	for _, volume := range both() {
		export.filled(volume)
		export.put(path.Join(path.Dir(volume.Path), "neighbour"), "alive")
		must(t, export.Remove(volume))
		export.lacks(volume.Path)
		export.holds(path.Join(path.Dir(volume.Path), "neighbour"), "alive")
		must(t, export.Remove(volume))
	}
	export.records(0)
	must(t, export.Make(chosen(uidA, "team/db")))
	export.records(1)
	export.archives(chosen(uidA, "team/db"), "team/archived-db")
	export.records(1)
}

func TestDirectoriesOfOtherUsersCanBeArchivedAndRemoved(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make another user's directory")
	}
	export := mount(t)
	for _, volume := range both() {
		for _, remove := range []bool{false, true} {
			export.filled(volume)
			for _, directory := range []string{volume.Path + "/deep", volume.Path} {
				must(t, os.Chown(export.at(directory), 1000, 1000))
				must(t, os.Chmod(export.at(directory), 0o700))
			}
			if remove {
				must(t, export.Remove(volume))
			} else {
				export.archives(volume, archiveOf(volume))
			}
			export.lacks(volume.Path)
		}
	}
}

func TestWhatIsNotTheVolumesIsNotTouched(t *testing.T) {
	export := mount(t)
	export.put("team/theirs/data", "theirs")
	export.filled(chosen(uidB, "team/db"))
	unknown := chosen(uidA, "team/theirs")
	refused(t, export.Remove(unknown), "nothing was touched")
	_, err := export.Archive(unknown)
	refused(t, err, "nothing was touched")
	for _, path := range []string{"", ".", "..", "team/..", "/", recordsFolder, "../outside"} {
		refused(t, export.Remove(chosen(uidA, path)), "directory")
	}
	// What is another's is not ours: that is success for us, and the other keeps it.
	must(t, export.Remove(chosen(uidA, "team/db")))
	export.archives(chosen(uidA, "team/db"), "")
	export.holds("team/theirs/data", "theirs")
	export.holds("team/db/deep/data", "data of "+uidB)
}

func TestADirectoryThatBecameASymlinkIsNotFollowed(t *testing.T) {
	export := mount(t)
	for _, volume := range both() {
		must(t, export.Make(volume))
		must(t, os.Remove(export.at(volume.Path)))
		must(t, os.Symlink(export.at("../outside"), export.at(volume.Path)))
		refused(t, export.Remove(volume), "symlink")
		_, err := export.Archive(volume)
		refused(t, err, "symlink")
	}
	must(t, os.RemoveAll(export.at("team")))
	export.put("other/db/data", "alive")
	must(t, os.Symlink("other", export.at("team")))
	refused(t, export.Remove(chosen(uidB, "team/db")), "symlink")
	export.holds("other/db/data", "alive")
}

func TestDeletionGoesOnAfterACrash(t *testing.T) {
	export := mount(t)
	volume := chosen(uidA, "team/db")
	export.filled(volume)
	// Ended between the rename and the end of the record.
	must(t, os.Rename(export.at("team/db"), export.at("team/archived-db")))
	export.archives(volume, "")
	must(t, export.Make(chosen(uidB, "team/db")))
	// Ended before the rename, with the archive's record written; and an archive removed by hand.
	must(t, os.RemoveAll(export.at("team/archived-db")))
	root, err := os.OpenRoot(export.Folder)
	must(t, err)
	defer root.Close()
	must(t, writeRecord(root, "team/archived-db", uidB))
	export.archives(chosen(uidB, "team/db"), "team/archived-db")
}
