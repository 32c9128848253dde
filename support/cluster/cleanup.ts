/**
 * Removes what runs made, found by our label, and proves that it is gone. Touches nothing that has no label of ours.
 */
import { systemClock } from '../clock.ts'
import { messageOf } from '../failure.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { emptyNamespace, isNamespaceEmpty } from '../kubernetes/namespaces.ts'
import { deleteObject, listObjects } from '../kubernetes/objects.ts'
import { isNamespaceOfRun, runLabel } from '../run-context.ts'
import { scaledTimeouts } from '../timeouts.ts'

const lookEveryMs = 250

/** Namespaces of one run, or of all. */
export async function listOurNamespaces(
  cluster: Cluster,
  { runId }: { runId?: string } = {},
): Promise<ObjectOf<'Namespace'>[]> {
  const labelSelector = runId === undefined ? runLabel : `${runLabel}=${runId}`
  return (await listObjects(cluster, 'Namespace', { labelSelector })).items
}

/**
 * Deletes the namespaces of a run (or of all runs) and waits until they and their volumes are gone, within a bound.
 * @returns what is left, with what blocks it; empty when nothing is.
 */
export async function removeRun(cluster: Cluster, options: { runId?: string }): Promise<string[]> {
  try {
    const names = (await listOurNamespaces(cluster, options)).map(({ metadata }) => metadata?.name ?? '')
    const deadline = systemClock.monotonicMs() + scaledTimeouts(1).namespaceGone
    await Promise.all(names.map(name => removeNamespace(cluster, name)))
    for (;;) {
      const left = await whatIsLeft(cluster, options)
      if (left.length === 0 || systemClock.monotonicMs() > deadline) return left
      await systemClock.sleep(lookEveryMs)
    }
  } catch (error) {
    return [`what the run made could not be removed: ${messageOf(error)}`]
  }
}

/** Empties it, and asks for its deletion once it is empty, or at the latest when its Pods have had their time. */
async function removeNamespace(cluster: Cluster, name: string): Promise<void> {
  await emptyNamespace(cluster, name)
  const deadline = systemClock.monotonicMs() + scaledTimeouts(1).podGone
  while (!(await isNamespaceEmpty(cluster, name)) && systemClock.monotonicMs() < deadline)
    await systemClock.sleep(lookEveryMs)
  await deleteObject(cluster, { kind: 'Namespace', name })
}

/** A volume outlives its namespace, which may be gone since long: it is known by the name of that namespace. */
async function whatIsLeft(cluster: Cluster, options: { runId?: string }): Promise<string[]> {
  const namespaces = await listOurNamespaces(cluster, options)
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
