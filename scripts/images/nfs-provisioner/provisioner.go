package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	core "k8s.io/api/core/v1"
	storage "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/klog/v2"
	"sigs.k8s.io/sig-storage-lib-external-provisioner/v13/controller"

	"stateproof.dev/images/nfs-provisioner/export"
)

// provisioner gives each claim a directory of its own on one export. What it returns as an error becomes an event on
// the claim or on the volume, so each names its object.
type provisioner struct {
	// Server and exported path, as nodes mount it.
	server, exported string
	export           *export.Export
	// classOf reads a StorageClass by its name.
	classOf func(ctx context.Context, name string) (*storage.StorageClass, error)
}

var _ controller.Provisioner = &provisioner{}

// Provision makes the claim's directory. It is called until it succeeds, with the same volume name for the same claim.
func (p *provisioner) Provision(_ context.Context, options controller.ProvisionOptions) (*core.PersistentVolume, controller.ProvisioningState, error) {
	volume, err := volumeFor(options)
	if err != nil {
		return nil, controller.ProvisioningFinished, err
	}
	if err := p.export.Make(volume); err != nil {
		return nil, controller.ProvisioningFinished, fmt.Errorf("make the directory of claim %s/%s on %s:%s: %w",
			options.PVC.Namespace, options.PVC.Name, p.server, p.exported, err)
	}
	klog.Infof("made directory %s for claim %s/%s", volume.Path, options.PVC.Namespace, options.PVC.Name)
	return p.persistentVolume(options, volume), controller.ProvisioningFinished, nil
}

// volumeFor says which directory the claim gets, or why it can have none.
func volumeFor(options controller.ProvisionOptions) (export.Volume, error) {
	claim, parameters := options.PVC, options.StorageClass.Parameters
	if claim.Spec.Selector != nil {
		return export.Volume{}, fmt.Errorf("claim %s/%s has a selector, which a provisioner of new volumes cannot meet", claim.Namespace, claim.Name)
	}
	if _, err := ruleOf(parameters); err != nil {
		return export.Volume{}, fmt.Errorf("StorageClass %s: %w", options.StorageClass.Name, err)
	}
	pattern, given := parameters["pathPattern"]
	if !given {
		return export.Volume{Name: options.PVName, Path: directoryName(claim.Namespace, claim.Name, options.PVName), ByName: true}, nil
	}
	chosen, err := export.Expand(pattern, export.Claim{
		Namespace: claim.Namespace, Name: claim.Name, Labels: claim.Labels, Annotations: claim.Annotations,
	})
	if err != nil {
		return export.Volume{}, fmt.Errorf("StorageClass %s: %w", options.StorageClass.Name, err)
	}
	return export.Volume{Name: options.PVName, Path: chosen}, nil
}

func (p *provisioner) persistentVolume(options controller.ProvisionOptions, volume export.Volume) *core.PersistentVolume {
	class, requests := options.StorageClass, options.PVC.Spec.Resources.Requests
	policy := core.PersistentVolumeReclaimDelete
	if class.ReclaimPolicy != nil {
		policy = *class.ReclaimPolicy
	}
	return &core.PersistentVolume{
		ObjectMeta: meta.ObjectMeta{Name: options.PVName},
		Spec: core.PersistentVolumeSpec{
			PersistentVolumeReclaimPolicy: policy,
			AccessModes:                   options.PVC.Spec.AccessModes,
			MountOptions:                  class.MountOptions,
			// As asked for; an export has no quota for a directory.
			Capacity: core.ResourceList{core.ResourceStorage: requests[core.ResourceStorage]},
			PersistentVolumeSource: core.PersistentVolumeSource{
				NFS: &core.NFSVolumeSource{Server: p.server, Path: path.Join(p.exported, volume.Path)},
			},
		},
	}
}

// Delete does with the volume's directory what its class says. Called again after a crash it goes on where it was.
func (p *provisioner) Delete(ctx context.Context, persistentVolume *core.PersistentVolume) error {
	volume, err := p.volumeOf(persistentVolume)
	if err != nil {
		return fmt.Errorf("volume %s: %w", persistentVolume.Name, err)
	}
	rule, err := p.ruleFor(ctx, persistentVolume)
	if err != nil {
		return fmt.Errorf("volume %s: %w", persistentVolume.Name, err)
	}
	done, err := p.apply(rule, volume)
	if err != nil {
		return fmt.Errorf("%s directory %s of volume %s: %w", rule, volume.Path, volume.Name, err)
	}
	klog.Infof("volume %s is deleted: directory %s %s", volume.Name, volume.Path, done)
	return nil
}

func (p *provisioner) apply(rule rule, volume export.Volume) (done string, err error) {
	switch rule {
	case retainIt:
		return "is retained", nil
	case deleteIt:
		return "is removed", p.export.Remove(volume)
	}
	archive, err := p.export.Archive(volume)
	if archive == "" {
		return "is not there any more", err
	}
	return "is archived as " + archive, err
}

// volumeOf says which directory of the export is the volume's.
func (p *provisioner) volumeOf(persistentVolume *core.PersistentVolume) (export.Volume, error) {
	source, claim := persistentVolume.Spec.NFS, persistentVolume.Spec.ClaimRef
	if source == nil {
		return export.Volume{}, errors.New("it is not an NFS volume")
	}
	if source.Server != p.server {
		return export.Volume{}, fmt.Errorf("it is on server %s, and this provisioner's is %s", source.Server, p.server)
	}
	relative, within := strings.CutPrefix(source.Path, strings.TrimSuffix(p.exported, "/")+"/")
	if !within {
		return export.Volume{}, fmt.Errorf("its path %s is not below %s", source.Path, p.exported)
	}
	byName := claim != nil && relative == directoryName(claim.Namespace, claim.Name, persistentVolume.Name)
	return export.Volume{Name: persistentVolume.Name, Path: relative, ByName: byName}, nil
}

// ruleFor reads the class as it is now. A class that is gone asks for nothing any more: what loses nothing is done.
func (p *provisioner) ruleFor(ctx context.Context, persistentVolume *core.PersistentVolume) (rule, error) {
	class, err := p.classOf(ctx, persistentVolume.Spec.StorageClassName)
	if apierrors.IsNotFound(err) {
		return archiveIt, nil
	}
	if err != nil {
		return "", err
	}
	return ruleOf(class.Parameters)
}

func directoryName(namespace, claim, volume string) string {
	return strings.Join([]string{namespace, claim, volume}, "-")
}
