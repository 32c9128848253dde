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
import { provideClass, type ReclaimRule } from './provisioner.ts'
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
  /** Classes of this scenario alone: the feature's name → the one in the cluster. */
  readonly ownClasses: Map<string, string>
  /** Makes a class with a rule of its own on the run's provisioner. */
  createClass(name: string, rule: ReclaimRule): Promise<void>
  /** Makes the claim, and its class with a provisioner if this run has none yet. */
  createClaim(shape: ClaimShape): Promise<void>
  /** Waits until the claim is Bound. */
  bound(name: string): Promise<void>
  /** Creates the Pod and waits until it is Ready, and with it its volume is mounted. */
  startPod(shape: PodShape): Promise<Pod>
  /** Creates the Pod, and does not wait for it. */
  createPod(shape: PodShape): Promise<void>
  /** Asks for the Pod's deletion, and does not wait for it. */
  deletePod(name: string): Promise<void>
  /** The node on which the Pod is. */
  nodeOf(pod: string): string
  /** The node on which a Pod with this claim is. */
  nodeWith(claim: string): string
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
  const createPod = async (shape: PodShape) => {
    const { client: image } = run.images
    await create(scope, storagePod({ ...shape, image, imagePullPolicy: run.imagePullPolicy }))
  }
  const deletePod = (name: string) => deleteObject(cluster, { kind: 'Pod', namespace, name })
  const ownClasses = new Map<string, string>()
  return {
    server,
    ownClasses,
    createClass: (name, rule) => provideClass(scope, server, name, rule),
    disk: openServerDisk(server),
    async createClaim({ name, size, className }) {
      const own = ownClasses.get(className)
      if (own === undefined) await provideClass(scope, server, className)
      await create(scope, claim(name, size, own ?? className))
    },
    bound: name => journal.until(claimIsBound(name), { withinMs: timeouts.podReady }),
    createPod,
    deletePod,
    nodeOf: name => nodeIn(journal.view.get('Pod', name), `Pod ${name}`),
    nodeWith: claim => nodeIn(journal.view.list('Pod').find(mounts(claim)), `a Pod with claim ${claim}`),
    async startPod(shape) {
      await createPod(shape)
      return journal.until(podIsReady(shape.name), { withinMs: timeouts.podReady })
    },
    async removePod(name) {
      await deletePod(name)
      await journal.until(podIsGone(name), { withinMs: timeouts.podGone })
    },
    shell: async (pod, line) => (await shellInPod(scope, pod, `cd /data && ${line}`)).stdout.trim(),
    volumeOf,
    directoryOf: name => (volumeOf(name).spec?.nfs?.path ?? '').slice(server.path.length).replace(/^\//, ''),
  }
}

function nodeIn(pod: Pod | undefined, what: string): string {
  const node = pod?.spec?.nodeName
  if (node === undefined) throw cannotKnow({ what: 'find the node', on: what, got: 'there is none' })
  return node
}

function mounts(claim: string) {
  return ({ spec }: Pod) =>
    spec?.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim) ?? false
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
