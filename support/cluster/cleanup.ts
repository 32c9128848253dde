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
/** Of every namespace that a scenario makes (support/scenario.ts). */
const namespacePrefix = 'stateproof-'

/** Namespaces of one run, or of all. */
export async function listOurNamespaces(
  cluster: Cluster,
  { runId }: { runId?: string } = {},
): Promise<ObjectOf<'Namespace'>[]> {
  const labelSelector = runId === undefined ? runLabel : `${runLabel}=${runId}`
  return (await listObjects(cluster, 'Namespace', { labelSelector })).items
}

export interface Removal {
  /** Without it, what every run made. */
  runId?: string
  /** When the run began: volumes that were there a minute before it are another's (two clocks may differ). */
  since?: Date
  /** Our patience. Default: a namespace's (timeouts.ts). */
  withinMs?: number
}

/**
 * Deletes the namespaces of a run (or of all runs) and waits until they and their volumes are gone, within a bound.
 * @returns what is left, with what blocks it; empty when nothing is.
 */
export async function removeRun(cluster: Cluster, removal: Removal): Promise<string[]> {
  const deadline = systemClock.monotonicMs() + (removal.withinMs ?? scaledTimeouts(1).namespaceGone)
  for (;;) {
    const left = await removeOnce(cluster, removal).catch((error: unknown) => [
      `what the run made could not be removed: ${messageOf(error)}`,
    ])
    if (left.length === 0 || systemClock.monotonicMs() > deadline) return left
    await systemClock.sleep(lookEveryMs)
  }
}

/** Asks for the removal of whatever has not been told to go yet. @returns what is there. */
async function removeOnce(cluster: Cluster, { runId, since }: Removal): Promise<string[]> {
  const run = runId === undefined ? {} : { runId }
  const [ours, all] = await Promise.all([listOurNamespaces(cluster, run), listOurNamespaces(cluster)])
  const going = ours.filter(({ metadata }) => metadata?.deletionTimestamp === undefined)
  await Promise.all(
    going.map(({ metadata }) => deleteObject(cluster, { kind: 'Namespace', name: metadata?.name ?? '' })),
  )
  const mine = new Set(ours.map(({ metadata }) => metadata?.name))
  const others = new Set(all.map(({ metadata }) => metadata?.name).filter(name => !mine.has(name)))
  const volumes = (await listObjects(cluster, 'PersistentVolume')).items
  return [
    ...ours.map(namespace => `namespace ${namespace.metadata?.name}${blockedBy(namespace)}`),
    ...volumes
      .filter(volume => isLeftOver(volume, others) && !isOlder(volume, since))
      .map(({ metadata, status }) => `volume ${metadata?.name} (${status?.phase})`),
  ]
}

/** Volumes carry no label of ours; their claim's namespace has our prefix, and may be gone before they are. */
function isLeftOver(
  { spec }: ObjectOf<'PersistentVolume'>,
  others: ReadonlySet<string | undefined>,
): boolean {
  const namespace = spec?.claimRef?.namespace ?? ''
  return (
    namespace.startsWith(namespacePrefix) &&
    !others.has(namespace) &&
    spec?.persistentVolumeReclaimPolicy !== 'Retain'
  )
}

function isOlder({ metadata }: ObjectOf<'PersistentVolume'>, since: Date | undefined): boolean {
  const createdMs = Date.parse(String(metadata?.creationTimestamp))
  return since !== undefined && createdMs < since.getTime() - 60_000
}

/** The API server says in the namespace's conditions what keeps it from going. */
function blockedBy({ status }: ObjectOf<'Namespace'>): string {
  const conditions =
    status?.conditions?.filter(({ status }) => status === 'True').map(({ message }) => message) ?? []
  return conditions.length === 0 ? '' : ` (${conditions.join('; ')})`
}
