/**
 * Removes what runs made, found by our label, and proves that it is gone. Touches nothing that has no label of ours.
 *
 * Asks again and again, so that a server that is away for a moment, or a namespace that comes late, is no matter.
 */
import { systemClock } from '../clock.ts'
import { messageOf } from '../failure.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { emptyNamespace, isNamespaceEmpty } from '../kubernetes/namespaces.ts'
import { deleteObject, listObjects } from '../kubernetes/objects.ts'
import { isForbidden } from '../kubernetes/request.ts'
import { isNamespaceOfRun, runLabel, sharedLabel } from '../run-context.ts'
import { scaledTimeouts } from '../timeouts.ts'

type Namespace = ObjectOf<'Namespace'>

const lookEveryMs = 250

interface Selection {
  /** Without it, what every run made. */
  runId?: string
}

export interface Removal extends Selection {
  /** Our patience. Default: a namespace's (timeouts.ts). */
  withinMs?: number
}

/** Namespaces of one run, or of all. */
export async function listOurNamespaces(cluster: Cluster, options: Selection = {}): Promise<Namespace[]> {
  return (await listObjects(cluster, 'Namespace', { labelSelector: selectorOf(options) })).items
}

/**
 * Removes the namespaces of a run (or of all runs) and waits until they and their volumes are gone, within a bound. What
 * served several scenarios goes last: a provisioner must still reclaim the volumes that it made.
 * @returns what is left, with what blocks it; empty when nothing is.
 */
export async function removeRun(cluster: Cluster, removal: Removal): Promise<string[]> {
  const deadline = systemClock.monotonicMs() + (removal.withinMs ?? scaledTimeouts(1).namespaceGone)
  const emptying = new Map<string, number>()
  for (;;) {
    const left = await removeOnce(cluster, removal, emptying).catch((error: unknown) => [
      `what the run made could not be removed: ${messageOf(error)}`,
    ])
    if (left.length === 0 || systemClock.monotonicMs() > deadline) return left
    await systemClock.sleep(lookEveryMs)
  }
}

/** Asks for the removal of whatever has not been told to go yet. @returns what is there. */
async function removeOnce(
  cluster: Cluster,
  options: Selection,
  emptying: Map<string, number>,
): Promise<string[]> {
  const namespaces = await listOurNamespaces(cluster, options)
  const ofScenarios = namespaces.filter(({ metadata }) => metadata?.labels?.[sharedLabel] === undefined)
  const volumes = await volumesOf(cluster, options)
  const isSharedTurn = ofScenarios.length === 0 && volumes.length === 0
  const turn = isSharedTurn ? namespaces : ofScenarios
  if (isSharedTurn) await removeClusterWide(cluster, options)
  await Promise.all(turn.map(namespace => removeNamespace(cluster, namespace, emptying)))
  return [...namespaces.map(namespace => `namespace ${nameOf(namespace)}${blockedBy(namespace)}`), ...volumes]
}

/** Empties it first, and asks for its deletion once it is empty, or at the latest when its Pods have had their time. */
async function removeNamespace(
  cluster: Cluster,
  namespace: Namespace,
  emptying: Map<string, number>,
): Promise<void> {
  if (namespace.metadata?.deletionTimestamp !== undefined) return
  const name = nameOf(namespace)
  const sinceMs = emptying.get(name)
  if (sinceMs === undefined) await emptyNamespace(cluster, name)
  emptying.set(name, sinceMs ?? systemClock.monotonicMs())
  const isOverdue = systemClock.monotonicMs() - (sinceMs ?? Infinity) > scaledTimeouts(1).podGone
  if (isOverdue || (await isNamespaceEmpty(cluster, name)))
    await deleteObject(cluster, { kind: 'Namespace', name })
}

/** A volume outlives its namespace, which may be gone since long: it is known by the name of that namespace. */
async function volumesOf(cluster: Cluster, { runId }: Selection): Promise<string[]> {
  const { items } = await listObjects(cluster, 'PersistentVolume')
  const ours = items.filter(
    ({ spec }) =>
      isNamespaceOfRun(spec?.claimRef?.namespace ?? '', runId) &&
      spec?.persistentVolumeReclaimPolicy !== 'Retain',
  )
  return ours.map(({ metadata, status }) => `volume ${metadata?.name} (${status?.phase})`)
}

const clusterWide = ['StorageClass', 'ClusterRoleBinding', 'ClusterRole'] as const

/** What has no namespace: classes and rights. Where we may not see them, we cannot have made any. */
async function removeClusterWide(cluster: Cluster, options: Selection): Promise<void> {
  const labelSelector = selectorOf(options)
  for (const kind of clusterWide) {
    const { items } = await listObjects(cluster, kind, { labelSelector }).catch(noneIfForbidden)
    for (const { metadata } of items) await deleteObject(cluster, { kind, name: metadata?.name ?? '' })
  }
}

function noneIfForbidden(error: unknown): { items: { metadata?: { name?: string } }[] } {
  if (isForbidden(error)) return { items: [] }
  throw error
}

/** The API server says in the namespace's conditions what keeps it from going. */
function blockedBy({ status }: Namespace): string {
  const conditions =
    status?.conditions?.filter(({ status }) => status === 'True').map(({ message }) => message) ?? []
  return conditions.length === 0 ? '' : ` (${conditions.join('; ')})`
}

function selectorOf({ runId }: Selection): string {
  return runId === undefined ? runLabel : `${runLabel}=${runId}`
}

function nameOf({ metadata }: Namespace): string {
  return metadata?.name ?? ''
}
