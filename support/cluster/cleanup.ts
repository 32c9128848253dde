/**
 * Removes what runs made, found by our label, and proves that it is gone. Touches nothing that has no label of ours.
 */
import { systemClock } from '../clock.ts'
import { messageOf } from '../failure.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { deleteObject, listObjects } from '../kubernetes/objects.ts'
import { runLabel } from '../run-context.ts'
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
    await Promise.all(names.map(name => deleteObject(cluster, { kind: 'Namespace', name })))
    const deadline = systemClock.monotonicMs() + scaledTimeouts(1).namespaceGone
    for (;;) {
      const left = await whatIsLeft(cluster, options, new Set(names))
      if (left.length === 0 || systemClock.monotonicMs() > deadline) return left
      await systemClock.sleep(lookEveryMs)
    }
  } catch (error) {
    return [`what the run made could not be removed: ${messageOf(error)}`]
  }
}

async function whatIsLeft(
  cluster: Cluster,
  options: { runId?: string },
  removed: ReadonlySet<string>,
): Promise<string[]> {
  const namespaces = await listOurNamespaces(cluster, options)
  const volumes = (await listObjects(cluster, 'PersistentVolume')).items
  const ours = (volume: ObjectOf<'PersistentVolume'>) =>
    removed.has(volume.spec?.claimRef?.namespace ?? '') &&
    volume.spec?.persistentVolumeReclaimPolicy !== 'Retain'
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
