/**
 * The NFS experiments in a scenario: claims on an NFS class, and Pods that have them at /data.
 *
 * Judges nothing: it waits for states and returns what was seen.
 */
import { cannotKnow } from '../../broken-promise.ts'
import { type Check, met, notYet } from '../../check.ts'
import type { View } from '../../journal/view.ts'
import type { ObjectOf } from '../../kubernetes/kinds.ts'
import { deleteObject } from '../../kubernetes/objects.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import type { NfsServer } from '../../run-context.ts'
import { create, type Scope } from '../../scope.ts'
import { shellInPod } from '../pod-shell.ts'
import { podIsGone, podIsReady } from '../web/checks.ts'
import { claim, type StoragePod, storagePod } from './manifests.ts'
import { provideClass } from './provisioner.ts'
import { openServerDisk, type ServerDisk } from './server-disk.ts'

export interface ClaimShape {
  name: string
  size: string
  className: string
}

export type PodShape = Omit<StoragePod, 'image' | 'imagePullPolicy'>

export interface Nfs {
  readonly server: NfsServer
  readonly disk: ServerDisk
  /** Makes the claim, and its class with a provisioner if this run has none yet. */
  createClaim(shape: ClaimShape): Promise<void>
  /** Waits until the claim is Bound. */
  bound(name: string): Promise<void>
  /** Creates the Pod and waits until it is Ready, and with it its volume is mounted. */
  startPod(shape: PodShape): Promise<Pod>
  /** Deletes the Pod and waits until it is gone, and with it its volume is unmounted. */
  removePod(name: string): Promise<void>
  /** Runs a shell line in the Pod, in its volume. @returns what it printed. */
  shell(pod: string, line: string): Promise<string>
  /** The volume that the claim is bound to. */
  volumeOf(claim: string): ObjectOf<'PersistentVolume'>
  /** The directory of the claim's volume, as a path below the shared one. */
  directoryOf(claim: string): string
}

export function openNfs(scope: Scope): Nfs {
  const { cluster, namespace, journal, timeouts, run } = scope
  const server = run.nfs ?? { server: '', path: '' }
  const volumeOf = (name: string) => {
    const bound = journal.view.get('PersistentVolumeClaim', name)?.spec?.volumeName ?? ''
    const volume = journal.view.get('PersistentVolume', bound)
    if (volume !== undefined) return volume
    throw cannotKnow({
      what: 'find the volume',
      on: `PersistentVolumeClaim ${name}`,
      got: bound || 'none is bound',
    })
  }
  return {
    server,
    disk: openServerDisk(server),
    async createClaim({ name, size, className }) {
      await provideClass(scope, server, className)
      await create(scope, claim(name, size, className))
    },
    bound: name => journal.until(claimIsBound(name), { withinMs: timeouts.podReady }),
    async startPod(shape) {
      const { client: image } = run.images
      await create(scope, storagePod({ ...shape, image, imagePullPolicy: run.imagePullPolicy }))
      return journal.until(podIsReady(shape.name), { withinMs: timeouts.podReady })
    },
    async removePod(name) {
      await deleteObject(cluster, { kind: 'Pod', namespace, name })
      await journal.until(podIsGone(name), { withinMs: timeouts.podGone })
    },
    shell: async (pod, line) => (await shellInPod(scope, pod, `cd /data && ${line}`)).stdout.trim(),
    volumeOf,
    directoryOf: name => (volumeOf(name).spec?.nfs?.path ?? '').slice(server.path.length).replace(/^\//, ''),
  }
}

function claimIsBound(name: string): Check<View> {
  return {
    what: `PersistentVolumeClaim ${name} to be Bound`,
    look(view) {
      const phase = view.get('PersistentVolumeClaim', name)?.status?.phase
      return phase === 'Bound' ? met('Bound') : notYet(phase ?? 'it does not exist')
    },
  }
}
