package export

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	uidA = "pvc-11111111-1111-1111-1111-111111111111"
	uidB = "pvc-22222222-2222-2222-2222-222222222222"
)

// mounted is an export on the real file system, with a canary in it and one outside that must both survive every test.
type mounted struct {
	*Export
	t *testing.T
	// live are the volumes that exist in the cluster.
	live map[string]bool
}

func mount(t *testing.T) mounted {
	t.Helper()
	live := map[string]bool{}
	outer := t.TempDir()
	export := mounted{t: t, live: live, Export: &Export{
		Folder: filepath.Join(outer, "export"),
		InUse: func(volume string) (bool, error) {
			if !ownName.MatchString(volume) {
				return false, errors.New("no volume is called " + volume)
			}
			return live[volume], nil
		},
	}}
	export.put("canary", "alive")
	export.put("../outside/canary", "alive")
	t.Cleanup(func() {
		export.holds("canary", "alive")
		export.holds("../outside/canary", "alive")
	})
	return export
}

func (export mounted) at(relative string) string { return filepath.Join(export.Folder, relative) }

func (export mounted) put(relative, content string) {
	export.t.Helper()
	must(export.t, os.MkdirAll(filepath.Dir(export.at(relative)), 0o755))
	must(export.t, os.WriteFile(export.at(relative), []byte(content), 0o600))
}

func (export mounted) holds(relative, expected string) {
	export.t.Helper()
	content, err := os.ReadFile(export.at(relative))
	if err != nil || string(content) != expected {
		export.t.Errorf("%s: expected %q, got %q, %v", relative, expected, content, err)
	}
}

func (export mounted) lacks(relative string) {
	export.t.Helper()
	if _, err := os.Lstat(export.at(relative)); !errors.Is(err, os.ErrNotExist) {
		export.t.Errorf("%s: expected nothing there, got %v", relative, err)
	}
}

// records counts the directories that are recorded as somebody's.
func (export mounted) records(expected int) {
	export.t.Helper()
	found, err := os.ReadDir(export.at(recordsFolder))
	if err != nil || len(found) != expected {
		export.t.Errorf("expected %d records, got %d, %v", expected, len(found), err)
	}
}

// aged lets time pass: every record was written a while ago.
func (export mounted) aged() {
	export.t.Helper()
	found, err := filepath.Glob(export.at(recordsFolder + "/*"))
	must(export.t, err)
	ago := time.Now().Add(-2 * settled)
	for _, record := range found {
		must(export.t, os.Chtimes(record, ago, ago))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, why string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), why) {
		t.Errorf("expected a refusal that says %q, got %v", why, err)
	}
}

// byName is a volume as a class without a pattern gives it; chosen is one by a pattern.
func byName(name string) Volume {
	return Volume{Name: name, Path: "logging-data-" + name, ByName: true}
}
func chosen(name, path string) Volume { return Volume{Name: name, Path: path} }
