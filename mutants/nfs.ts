/** Mutants of NFS volumes, by admission policies on what the run and its provisioner make. */
import { deleteObject, listObjects } from '../support/kubernetes/objects.ts'
import { injectPolicy, isPod, type Mutant, mountsElsewhere, runsBeside } from './mutant.ts'

/** The class names a provisioner that nobody runs: the most frequent mistake with NFS classes. */
export const nobodyProvisions: Mutant = {
  name: 'nobody-provisions',
  breaks: 'the NFS class names a provisioner that does not exist',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'nobody-provisions',
      group: 'storage.k8s.io',
      resource: 'storageclasses',
      patch: '[JSONPatch{op: "replace", path: "/provisioner", value: "nobody.example/nfs"}]',
    }),
  fails: {
    'nfs/provisioning/a-claim-is-bound-to-a-directory-on-the-server':
      /PersistentVolumeClaim data to be Bound.*last saw Pending.*nobody\.example\/nfs/s,
  },
  diagnosis: {
    'nfs/provisioning/a-claim-is-bound-to-a-directory-on-the-server': /nobody\.example\/nfs/,
  },
  timeoutScale: 0.25,
}

const shared = '/data/k8s'

/** Every claim gets the shared directory itself. */
export const sharedDirectory: Mutant = {
  name: 'shared-directory',
  breaks: 'every NFS volume leads to the same directory',
  async inject(cluster) {
    const remove = await injectPolicy(cluster, {
      name: 'shared-directory',
      group: '',
      resource: 'persistentvolumes',
      condition: 'has(object.spec.nfs)',
      patch: `[JSONPatch{op: "replace", path: "/spec/nfs/path", value: "${shared}"}]`,
    })
    return async () => {
      await remove()
      // The provisioner rightly refuses to reclaim a volume that is not below the shared directory.
      const { items } = await listObjects(cluster, 'PersistentVolume')
      for (const { metadata, spec } of items)
        if (spec?.nfs?.path === shared)
          await deleteObject(cluster, { kind: 'PersistentVolume', name: metadata?.name ?? '' })
    }
  },
  fails: {
    'nfs/provisioning/two-claims-never-share-a-directory':
      /give each claim a directory of its own.*expected 2 directories/,
  },
  diagnosis: {
    'nfs/provisioning/two-claims-never-share-a-directory':
      /claims data-one and data-two are one and the same directory, .*:\/data\/k8s; .*shared-directory/,
  },
  keep: true,
}

/** A user other than root finds the volume read-only. */
export const readOnlyVolumes: Mutant = {
  name: 'read-only-volumes',
  breaks: 'volumes of Pods that do not run as root are mounted read-only',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'read-only-volumes',
      group: '',
      resource: 'pods',
      condition: 'has(object.spec.securityContext) && has(object.spec.securityContext.runAsUser)',
      patch: '[JSONPatch{op: "add", path: "/spec/containers/0/volumeMounts/0/readOnly", value: true}]',
    }),
  fails: {
    'nfs/provisioning/a-user-other-than-root-can-write': /Pod plain.*[Rr]ead-only file system/s,
  },
  diagnosis: {
    'nfs/provisioning/a-user-other-than-root-can-write':
      /changed Pod plain .*read-only-volumes.*readOnly is true/,
  },
}

const scratch = /changed Pod \w+ .*scratch-volumes.*volumeMounts.*"elsewhere" instead of "data"/

/** The claims are there and bound, but the Pods write elsewhere. */
export const scratchVolumes: Mutant = {
  name: 'scratch-volumes',
  breaks: 'each Pod mounts an emptyDir where its NFS claim belongs',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'scratch-volumes',
      group: '',
      resource: 'pods',
      condition: 'has(object.spec.volumes) && object.spec.volumes[0].name == "data"',
      patch: mountsElsewhere,
    }),
  fails: {
    'nfs/provisioning/a-pod-on-another-node-reads-the-same-bytes': /bytes/,
    'nfs/provisioning/what-a-pod-writes-is-on-the-server-s-disk-byte-for-byte':
      /find the same bytes.*server's disk.*got no file/,
    'nfs/provisioning/what-is-put-on-the-server-s-disk-is-what-a-pod-reads':
      /Pod reader.*bytes: No such file/s,
  },
  diagnosis: {
    'nfs/provisioning/a-pod-on-another-node-reads-the-same-bytes': scratch,
    'nfs/provisioning/what-a-pod-writes-is-on-the-server-s-disk-byte-for-byte': scratch,
    'nfs/provisioning/what-is-put-on-the-server-s-disk-is-what-a-pod-reads': scratch,
  },
}

/** A lock excludes nobody any more once its file is another one. */
export const lockRemoved: Mutant = {
  name: 'lock-removed',
  breaks: 'something beside the Pod keeps removing the file that is locked',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'lock-removed',
      group: '',
      resource: 'pods',
      condition: isPod('holder'),
      patch: runsBeside('while sleep 0.1; do rm -f /data/lock; done'),
    }),
  fails: {
    'nfs/provisioning/a-file-that-one-process-has-locked-is-not-locked-by-another':
      /lock against other processes.*expected no lock, got the lock while it was held/,
  },
  diagnosis: {
    'nfs/provisioning/a-file-that-one-process-has-locked-is-not-locked-by-another':
      /changed Pod holder .*lock-removed.*initContainers\[stranger\] was added/,
  },
}

/** Readers find half a version. */
export const writtenInPlace: Mutant = {
  name: 'written-in-place',
  breaks: 'something beside the Pod writes into the file that is replaced by renaming',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'written-in-place',
      group: '',
      resource: 'pods',
      condition: isPod('writer'),
      patch: runsBeside('while sleep 0.05; do echo half > /data/whole; done'),
    }),
  fails: {
    'nfs/provisioning/a-file-that-is-replaced-by-renaming-is-always-whole':
      /read only whole versions.*that were not/,
  },
  diagnosis: {
    'nfs/provisioning/a-file-that-is-replaced-by-renaming-is-always-whole':
      /changed Pod writer .*written-in-place.*initContainers\[stranger\] was added/,
  },
}
