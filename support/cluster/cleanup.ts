/**
 * Removes what runs made, found by our label, and proves that it is gone. Touches nothing that has no label of ours.
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

const lookEveryMs = 250

/** Namespaces of one run, or of all. */
export async function listOurNamespaces(
  cluster: Cluster,
  options: Selection = {},
): Promise<ObjectOf<'Namespace'>[]> {
  return (await listObjects(cluster, 'Namespace', { labelSelector: selectorOf(options) })).items
}

function selectorOf({ runId }: Selection): string {
  return runId === undefined ? runLabel : `${runLabel}=${runId}`
}

interface Selection {
  runId?: string
}

/**
 * Deletes the namespaces of a run (or of all runs) and waits until they and their volumes are gone, within a bound. What
 * served several scenarios goes last: a provisioner must still reclaim the volumes that it made.
 * @returns what is left, with what blocks it; empty when nothing is.
 */
export async function removeRun(cluster: Cluster, options: Selection): Promise<string[]> {
  try {
    const namespaces = await listOurNamespaces(cluster, options)
    const left = await remove(cluster, options, namespaces.filter(isOfScenario))
    if (left.length > 0) return left
    await removeClusterWide(cluster, options)
    return await remove(cluster, options, await listOurNamespaces(cluster, options), () => true)
  } catch (error) {
    return [`what the run made could not be removed: ${messageOf(error)}`]
  }
}

/** @returns what is left of these and of the volumes when the time is over; `concerns` says which namespaces count. */
async function remove(
  cluster: Cluster,
  options: Selection,
  namespaces: ObjectOf<'Namespace'>[],
  concerns: (namespace: ObjectOf<'Namespace'>) => boolean = isOfScenario,
): Promise<string[]> {
  const deadline = systemClock.monotonicMs() + scaledTimeouts(1).namespaceGone
  await Promise.all(namespaces.map(({ metadata }) => removeNamespace(cluster, metadata?.name ?? '')))
  for (;;) {
    const left = await whatIsLeft(cluster, options, concerns)
    if (left.length === 0 || systemClock.monotonicMs() > deadline) return left
    await systemClock.sleep(lookEveryMs)
  }
}

function isOfScenario({ metadata }: ObjectOf<'Namespace'>): boolean {
  return metadata?.labels?.[sharedLabel] === undefined
}

/** What has no namespace: classes and rights. Where we may not see them, we cannot have made any. */
async function removeClusterWide(cluster: Cluster, options: Selection): Promise<void> {
  const labelSelector = selectorOf(options)
  for (const kind of clusterWide) {
    const items = await listObjects(cluster, kind, { labelSelector }).then(
      list => list.items,
      error => {
        if (isForbidden(error)) return []
        throw error
      },
    )
    for (const { metadata } of items) await deleteObject(cluster, { kind, name: metadata?.name ?? '' })
  }
}

const clusterWide = ['StorageClass', 'ClusterRoleBinding', 'ClusterRole'] as const

/** Empties it, and asks for its deletion once it is empty, or at the latest when its Pods have had their time. */
async function removeNamespace(cluster: Cluster, name: string): Promise<void> {
  await emptyNamespace(cluster, name)
  const deadline = systemClock.monotonicMs() + scaledTimeouts(1).podGone
  while (!(await isNamespaceEmpty(cluster, name)) && systemClock.monotonicMs() < deadline)
    await systemClock.sleep(lookEveryMs)
  await deleteObject(cluster, { kind: 'Namespace', name })
}

/** A volume outlives its namespace, which may be gone since long: it is known by the name of that namespace. */
async function whatIsLeft(
  cluster: Cluster,
  options: Selection,
  concerns: (namespace: ObjectOf<'Namespace'>) => boolean,
): Promise<string[]> {
  const namespaces = (await listOurNamespaces(cluster, options)).filter(concerns)
  const volumes = (await listObjects(cluster, 'PersistentVolume')).items
  const ours = ({ spec }: ObjectOf<'PersistentVolume'>) =>
    isNamespaceOfRun(spec?.claimRef?.namespace ?? '', options.runId) &&
    spec?.persistentVolumeReclaimPolicy !== 'Retain'
  return [
    ...namespaces.map(namespace => `namespace ${namespace.metadata?.name}${blockedBy(namespace)}`),
    ...volumes.filter(ours).map(({ metadata, status }) => `volume ${metadata?.name} (${status?.phase})`),
  ]
}

/** The API server says in the namespace's conditions what keeps it from going. */
function blockedBy({ status }: ObjectOf<'Namespace'>): string {
  const conditions =
    status?.conditions?.filter(({ status }) => status === 'True').map(({ message }) => message) ?? []
  return conditions.length === 0 ? '' : ` (${conditions.join('; ')})`
}
