/**
 * Removes what runs made, found by our label, and proves that it is gone. Touches nothing that has no label of ours.
 *
 * Asks again and again, so that a server that is away for a moment, or a namespace that comes late, is no matter; and not
 * for ever: what does not go within the bound is named, with what blocks it.
 */
import { systemClock } from '../clock.ts'
import { messageOf } from '../failure.ts'
import { type Cluster, observed } from '../kubernetes/cluster.ts'
import { emptyByLabel, emptyNamespace, isNamespaceEmpty } from '../kubernetes/namespaces.ts'
import { deleteObject } from '../kubernetes/objects.ts'
import { isUnauthorized } from '../kubernetes/request.ts'
import { runSelector } from '../run-context.ts'
import { scaledTimeouts, speakEveryMs } from '../timeouts.ts'
import { describeBlocked } from './blocked.ts'
import { describeOwned, listOurs, type Owned, type Selection } from './ours.ts'

const lookEveryMs = 250
/** Credentials that are refused for so long have expired: nothing that we can do brings them back. */
const unknownForMs = 15_000

export interface Removal extends Selection {
  /** Our patience. Default: a namespace's (timeouts.ts). */
  withinMs?: number
  /** Told every 15 s (or as often as said) what is still there. */
  onWaiting?: (text: string) => void
  speakEveryMs?: number
}

/** Of what is still there, as many are named. */
const mostNamed = 3

/**
 * Removes what a run (or every run) has made and waits until it and its volumes are gone, within a bound. What served
 * several scenarios goes last: a provisioner must still reclaim the volumes that it made.
 * @returns what is left, with what blocks it; empty when nothing is.
 */
export async function removeRun(cluster: Cluster, removal: Removal): Promise<string[]> {
  const begunMs = systemClock.monotonicMs()
  const deadline = begunMs + (removal.withinMs ?? scaledTimeouts(1).namespaceGone)
  const emptying = new Map<string, number>()
  let [knownMs, spokenMs] = [begunMs, begunMs]
  for (;;) {
    const left = await removeOnce(cluster, removal, emptying).catch((error: unknown) => [error])
    if (left.length === 0) return []
    const nowMs = systemClock.monotonicMs()
    if (!isUnauthorized(left[0])) knownMs = nowMs
    if (nowMs > deadline || nowMs - knownMs > unknownForMs) return describeLeft(cluster, left)
    if (nowMs - spokenMs >= (removal.speakEveryMs ?? speakEveryMs)) {
      spokenMs = nowMs
      removal.onWaiting?.(
        `removing for ${Math.round((nowMs - begunMs) / 1000)} s: ${named(left)} still there`,
      )
    }
    await systemClock.sleep(lookEveryMs)
  }
}

function named(left: readonly unknown[]): string {
  const words = left.slice(0, mostNamed).map(one => (isOwned(one) ? describeOwned(one) : messageOf(one)))
  const others = left.length - words.length
  return others > 0 ? `${words.join(', ')} and ${others} more` : words.join(', ')
}

/** Asks for the removal of whatever has not been told to go yet. @returns what is there. */
async function removeOnce(
  cluster: Cluster,
  selection: Selection,
  emptying: Map<string, number>,
): Promise<(Owned | Error)[]> {
  const ours = await listOurs(cluster, selection)
  if (selection.namespace !== undefined) {
    if (ours.length > 0) await emptyByLabel(cluster, selection.namespace, runSelector(selection.runId))
    return ours
  }
  const ofScenarios = ours.filter(({ shared }) => shared !== true)
  const turn = ofScenarios.length === 0 ? ours : ofScenarios
  await Promise.all(turn.map(owned => remove(cluster, owned, emptying)))
  return ours
}

async function remove(cluster: Cluster, owned: Owned, emptying: Map<string, number>): Promise<void> {
  if (owned.kind === 'Namespace') return removeNamespace(cluster, owned, emptying)
  // A volume is reclaimed by its provisioner once its claim is gone; deleting it would lose what it stands for.
  if (owned.kind !== 'PersistentVolume') await deleteObject(observed(cluster), owned)
}

/** Empties it first, and asks for its deletion once it is empty, or at the latest when its Pods have had their time. */
async function removeNamespace(
  cluster: Cluster,
  { name, ending }: Owned,
  emptying: Map<string, number>,
): Promise<void> {
  if (ending) return
  const sinceMs = emptying.get(name)
  if (sinceMs === undefined) await emptyNamespace(cluster, name)
  emptying.set(name, sinceMs ?? systemClock.monotonicMs())
  const isOverdue = systemClock.monotonicMs() - (sinceMs ?? Infinity) > scaledTimeouts(1).podGone
  if (isOverdue || (await isNamespaceEmpty(cluster, name)))
    await deleteObject(cluster, { kind: 'Namespace', name })
}

function describeLeft(cluster: Cluster, left: readonly unknown[]): Promise<string[]> {
  return Promise.all(
    left.map(async one =>
      isOwned(one)
        ? `${describeOwned(one)}${await describeBlocked(cluster, one)}`
        : `what the run made could not be removed: ${messageOf(one)}`,
    ),
  )
}

function isOwned(one: unknown): one is Owned {
  return typeof one === 'object' && one !== null && 'kind' in one
}
