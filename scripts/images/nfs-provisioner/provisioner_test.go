package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	core "k8s.io/api/core/v1"
	storage "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"

	"stateproof.dev/images/nfs-provisioner/export"
)

const volumeName = "pvc-11111111-1111-1111-1111-111111111111"

// onExport is a provisioner of a real folder; the class that it reads is the one that is set here.
type onExport struct {
	*provisioner
	folder string
	class  *storage.StorageClass
}

func provisionerHere(t *testing.T) *onExport {
	here := &onExport{folder: t.TempDir()}
	here.provisioner = &provisioner{
		server: "nfs.example", exported: "/data/k8s",
		export: &export.Export{Folder: here.folder, InUse: func(string) (bool, error) { return false, nil }},
		classOf: func(_ context.Context, name string) (*storage.StorageClass, error) {
			if here.class == nil {
				return nil, apierrors.NewNotFound(schema.GroupResource{Resource: "storageclasses"}, name)
			}
			return here.class, nil
		},
	}
	return here
}

func (here *onExport) provision(parameters map[string]string, change func(*core.PersistentVolumeClaim)) (*core.PersistentVolume, error) {
	policy := core.PersistentVolumeReclaimDelete
	here.class = &storage.StorageClass{
		ObjectMeta: meta.ObjectMeta{Name: "es-data-db"}, Parameters: parameters,
		ReclaimPolicy: &policy, MountOptions: []string{"nfsvers=3", "hard"},
	}
	claim := &core.PersistentVolumeClaim{
		ObjectMeta: meta.ObjectMeta{Namespace: "logging", Name: "data-es-0", Labels: map[string]string{"app": "es"}},
		Spec: core.PersistentVolumeClaimSpec{
			AccessModes: []core.PersistentVolumeAccessMode{core.ReadWriteOnce},
			Resources:   core.VolumeResourceRequirements{Requests: core.ResourceList{core.ResourceStorage: resource.MustParse("100Gi")}},
		},
	}
	if change != nil {
		change(claim)
	}
	made, state, err := here.Provision(context.Background(), controller.ProvisionOptions{StorageClass: here.class, PVName: volumeName, PVC: claim})
	if state != controller.ProvisioningFinished {
		return made, errors.Join(err, errors.New("provisioning may not go on by itself"))
	}
	if made != nil {
		// As the library does.
		made.Spec.StorageClassName = here.class.Name
		made.Spec.ClaimRef = &core.ObjectReference{Namespace: claim.Namespace, Name: claim.Name}
	}
	return made, err
}

func (here *onExport) entries(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(here.folder, "[^.]*"))
	if err != nil {
		t.Fatal(err)
	}
	for at := range found {
		found[at] = filepath.Base(found[at])
	}
	return strings.Join(found, " ")
}

func TestTheVolumeIsAsTheClaimAndTheClassAsk(t *testing.T) {
	here := provisionerHere(t)
	made, err := here.provision(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	spec, size := made.Spec, made.Spec.Capacity[core.ResourceStorage]
	if made.Name != volumeName || spec.NFS.Server != "nfs.example" || spec.NFS.Path != "/data/k8s/logging-data-es-0-"+volumeName || spec.NFS.ReadOnly {
		t.Errorf("got %s on %+v", made.Name, spec.NFS)
	}
	if strings.Join(spec.MountOptions, ",") != "nfsvers=3,hard" || size.String() != "100Gi" || spec.AccessModes[0] != core.ReadWriteOnce || spec.PersistentVolumeReclaimPolicy != core.PersistentVolumeReclaimDelete {
		t.Errorf("got %+v", spec)
	}
	if found := here.entries(t); found != "logging-data-es-0-"+volumeName {
		t.Errorf("the export holds %q", found)
	}
}

func TestDeletionDoesWhatTheClassSays(t *testing.T) {
	name := "logging-data-es-0-" + volumeName
	for _, test := range []struct {
		parameters map[string]string
		expected   string
	}{
		{nil, "archived-" + name},
		{map[string]string{"archiveOnDelete": "true"}, "archived-" + name},
		{map[string]string{"archiveOnDelete": "false"}, ""},
		{map[string]string{"onDelete": "delete"}, ""},
		{map[string]string{"onDelete": "delete", "archiveOnDelete": "true"}, ""},
		{map[string]string{"onDelete": "retain", "archiveOnDelete": "false"}, name},
		{map[string]string{"onDelete": "else"}, "archived-" + name},
		{map[string]string{"onDelete": "else", "archiveOnDelete": "false"}, ""},
		{map[string]string{"pathPattern": "${.PVC.namespace}", "archiveOnDelete": "false"}, ""},
		{map[string]string{"pathPattern": "${.PVC.namespace}-${.PVC.labels.app}"}, "archived-logging-es"},
	} {
		here := provisionerHere(t)
		made, err := here.provision(test.parameters, nil)
		if err != nil {
			t.Fatal(err)
		}
		// Twice: after a crash in between it is called again.
		err = errors.Join(here.Delete(context.Background(), made), here.Delete(context.Background(), made))
		if found := here.entries(t); err != nil || found != test.expected {
			t.Errorf("%v: expected the export to hold %q, got %q, %v", test.parameters, test.expected, found, err)
		}
	}
}

func TestAVolumeWhoseClassIsGoneIsArchived(t *testing.T) {
	here := provisionerHere(t)
	made, err := here.provision(map[string]string{"archiveOnDelete": "false"}, nil)
	here.class = nil
	err = errors.Join(err, here.Delete(context.Background(), made))
	if found := here.entries(t); err != nil || found != "archived-logging-data-es-0-"+volumeName {
		t.Errorf("the export holds %q, %v", found, err)
	}
}

func TestClaimsThatCannotBeMetAreRefused(t *testing.T) {
	here := provisionerHere(t)
	for why, try := range map[string]func() (*core.PersistentVolume, error){
		"selector": func() (*core.PersistentVolume, error) {
			return here.provision(nil, func(claim *core.PersistentVolumeClaim) { claim.Spec.Selector = &meta.LabelSelector{} })
		},
		"archiveOnDelete: expected true or false, got \"maybe\"": func() (*core.PersistentVolume, error) {
			return here.provision(map[string]string{"archiveOnDelete": "maybe"}, nil)
		},
		"pathPattern \"../${.PVC.name}\"": func() (*core.PersistentVolume, error) {
			return here.provision(map[string]string{"pathPattern": "../${.PVC.name}"}, nil)
		},
	} {
		if made, err := try(); err == nil || made != nil || !strings.Contains(err.Error(), why) {
			t.Errorf("expected a refusal that says %q, got %v", why, err)
		}
	}
	if found := here.entries(t); found != "" {
		t.Errorf("the export holds %q", found)
	}
}

func TestVolumesThatAreNotOursAreRefusedAndNotTouched(t *testing.T) {
	here := provisionerHere(t)
	for path, why := range map[string]string{
		"/data/k8s":                     "not below",
		"/data/k8s/":                    "empty",
		"/data/k8s/..":                  "leaves the export",
		"/data/k8s/../k8s/theirs":       "leaves the export",
		"/data/other/theirs":            "not below",
		"/data/k8s-theirs":              "not below",
		"/data/k8s/theirs":              "nothing was touched",
		"/data/k8s/theirs/inner":        "nothing was touched",
		"/data/k8s/.stateproof-volumes": "own records",
	} {
		made, err := here.provision(map[string]string{"archiveOnDelete": "false"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(here.folder, "theirs/inner"), 0o755); err != nil {
			t.Fatal(err)
		}
		made.Spec.NFS.Path = path
		if err := here.Delete(context.Background(), made); err == nil || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), volumeName) {
			t.Errorf("%s: expected a refusal that says %q, got %v", path, why, err)
		}
	}
	made, _ := here.provision(nil, nil)
	made.Spec.NFS.Server = "elsewhere"
	if err := here.Delete(context.Background(), made); err == nil || !strings.Contains(err.Error(), "elsewhere") {
		t.Errorf("expected a refusal that names the server, got %v", err)
	}
	if found := here.entries(t); found != "logging-data-es-0-"+volumeName+" theirs" {
		t.Errorf("the export holds %q", found)
	}
}
