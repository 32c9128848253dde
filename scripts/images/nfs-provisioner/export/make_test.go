package export

import (
	"fmt"
	"os"
	"sync"
	"syscall"
	"testing"
)

func TestADirectoryIsOpenToAllWhateverTheUmask(t *testing.T) {
	export := mount(t)
	defer syscall.Umask(syscall.Umask(0o077))
	for _, volume := range []Volume{byName(uidA), chosen(uidB, "team/db")} {
		must(t, export.Make(volume))
		found, err := os.Stat(export.at(volume.Path))
		must(t, err)
		if found.Mode() != os.ModeDir|0o777 {
			t.Errorf("%s: expected drwxrwxrwx, got %v", volume.Path, found.Mode())
		}
	}
}

func TestMakingAgainAfterACrashGoesOn(t *testing.T) {
	export := mount(t)
	for _, volume := range []Volume{byName(uidA), chosen(uidB, "team/db")} {
		must(t, export.Make(volume))
		export.put(volume.Path+"/kept", "kept")
		must(t, os.Chmod(export.at(volume.Path), 0o700))
		must(t, export.Make(volume))
		export.holds(volume.Path+"/kept", "kept")
		if found, _ := os.Stat(export.at(volume.Path)); found.Mode().Perm() != 0o777 {
			t.Errorf("%s: a crash before the mode was set is not mended: %v", volume.Path, found.Mode())
		}
	}
}

func TestADirectoryIsNeverGivenToTwoVolumes(t *testing.T) {
	export := mount(t)
	must(t, export.Make(chosen(uidA, "team/db")))
	export.live[uidA] = true
	refused(t, export.Make(chosen(uidB, "team/db")), "is that of volume "+uidA)
	refused(t, export.Make(chosen(uidB, "team/db/inner")), "would lie in team/db, that of volume "+uidA)
	refused(t, export.Make(chosen(uidB, "team")), "exists already")
	must(t, os.RemoveAll(export.at("team")))
	export.aged()
	refused(t, export.Make(chosen(uidB, "team/db")), "is that of volume "+uidA)
	export.live[uidA] = false
	must(t, export.Make(chosen(uidB, "team/db")))
	refused(t, export.Make(chosen(uidA, "team/db")), "is that of volume "+uidB)
}

func TestOneOfManyAtOnceGetsTheDirectory(t *testing.T) {
	export := mount(t)
	var group sync.WaitGroup
	given := make(chan Volume, 16)
	for at := range 16 {
		// As of many clusters: they share the export, but no lock and no volumes. Each tries again, as it would.
		other := &Export{Folder: export.Folder, InUse: func(string) (bool, error) { return false, nil }}
		volume := chosen(fmt.Sprintf("pvc-%08x-1111-1111-1111-111111111111", at), "team/db")
		group.Go(func() {
			for range 20 {
				if other.Make(volume) == nil {
					given <- volume
					return
				}
			}
		})
	}
	group.Wait()
	if len(given) != 1 {
		t.Fatalf("one directory was given to %d volumes", len(given))
	}
	export.records(1)
	export.archives(<-given, "team/archived-db")
}

func TestADirectoryThatWasThereIsNotTaken(t *testing.T) {
	export := mount(t)
	export.put("team/db/theirs", "theirs")
	refused(t, export.Make(chosen(uidA, "team/db")), "exists already")
	refused(t, export.Make(chosen(uidA, "team/db")), "exists already")
	export.holds("team/db/theirs", "theirs")
	export.lacks(recordsFolder)
	must(t, export.Make(byName(uidA)))
	refused(t, export.Make(chosen(uidB, byName(uidA).Path+"/inner")), "another volume's own")
	refused(t, export.Make(chosen(uidB, byName(uidA).Path)), "another volume's own")
}

func TestAnAttemptThatEndedBeforeItsDirectoryHoldsNobodyUp(t *testing.T) {
	export := mount(t)
	root, err := os.OpenRoot(export.Folder)
	must(t, err)
	defer root.Close()
	must(t, writeRecord(root, "team", uidA))
	refused(t, export.Make(chosen(uidB, "team/db")), "would lie in team")
	refused(t, export.Make(chosen(uidB, "team")), "is that of volume "+uidA)
	export.aged()
	must(t, export.Make(chosen(uidB, "team/db")))
	refused(t, export.Make(chosen(uidA, "team")), "exists already")
	must(t, os.WriteFile(export.at(recordOf("other")), nil, 0o600))
	refused(t, export.Make(chosen(uidA, "other")), unfinished)
	export.aged()
	must(t, export.Make(chosen(uidA, "other")))
	must(t, writeRecord(root, "own", uidA))
	must(t, export.Make(chosen(uidA, "own")))
}

func TestPathsThroughSymlinksAndFilesAreRefused(t *testing.T) {
	export := mount(t)
	must(t, os.Mkdir(export.at("inside"), 0o755))
	must(t, os.Symlink("../outside", export.at("away")))
	must(t, os.Symlink("inside", export.at("near")))
	must(t, os.Symlink("/nowhere", export.at("nowhere")))
	for _, path := range []string{"away", "away/db", "near", "near/db", "nowhere", "nowhere/db"} {
		refused(t, export.Make(chosen(uidA, path)), "symlink")
	}
	refused(t, export.Make(chosen(uidA, "canary")), "not a directory")
	refused(t, export.Make(chosen(uidA, "canary/db")), "not a directory")
	must(t, os.Symlink("../outside", export.at(byName(uidA).Path)))
	refused(t, export.Make(byName(uidA)), "symlink")
	refused(t, export.Make(chosen(uidA, "../outside/db")), "leaves the export")
	refused(t, export.Make(chosen(uidA, "")), "empty")
	export.lacks("../outside/db")
	export.lacks("inside/db")
	export.lacks(recordsFolder)
}

func TestAnErrorOfTheFileSystemSaysWhatMayBeBehindIt(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Log("root may write everywhere: only the words are tested")
		refused(t, explain(&os.PathError{Op: "mkdir", Path: "x", Err: syscall.EACCES}), "no_root_squash")
	} else {
		export := mount(t)
		must(t, os.Chmod(export.Folder, 0o500))
		refused(t, export.Make(byName(uidA)), "no_root_squash")
		must(t, os.Chmod(export.Folder, 0o700))
	}
	refused(t, explain(&os.PathError{Op: "mkdir", Path: "x", Err: syscall.EROFS}), "for writing")
	gone := &Export{Folder: "/nowhere"}
	refused(t, gone.Make(byName(uidA)), "/nowhere")
}
