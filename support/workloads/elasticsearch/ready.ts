/**
 * Waits until the Pods of the nodes are Ready, and ends early where no waiting helps: the cluster does not let them in,
 * has no room for them, or a node could not start.
 */
import { type Check, never } from '../../check.ts'
import { Failure } from '../../failure.ts'
import type { View } from '../../journal/view.ts'
import { type Pod, whyNoRoom } from '../../kubernetes/pods.ts'
import type { Scope } from '../../scope.ts'
import { podsAreReady, refusalIn } from '../web/checks.ts'
import { howItEnded } from './first-start.ts'
import { setName } from './manifests.ts'
import { whyNot } from './why-not.ts'

export interface ReadyNodes {
  count: number
  /** UIDs of Pods that do not count; where there are any, the new ones must start at their first attempt. */
  former: ReadonlySet<string>
}

/** A node stops at its bootstrap checks each time anew; the kubelet would try for ever, with longer and longer pauses. */
const hopelessRestarts = 3

const lookForRoomEveryMs = 5_000

/** @throws Failure as the journal's wait does, with what the nodes' logs say of why not; `pods-refused`, `no-room`. */
export async function waitUntilReady(scope: Scope, wanted: ReadyNodes): Promise<Pod[]> {
  const { journal, timeouts } = scope
  const room = { missing: '' }
  const looking = setInterval(() => lookForRoom(scope, room), lookForRoomEveryMs)
  try {
    const withinMs = timeouts.elasticsearchReady * wanted.count
    return await journal.until(nodesAreReady(wanted, room), { withinMs })
  } catch (error) {
    throw await explained(scope, error)
  } finally {
    clearInterval(looking)
  }
}

/** @param room says why there is none, once it has been missing for long. */
export function nodesAreReady(
  { count, former }: ReadyNodes,
  room: { readonly missing: string } = { missing: '' },
): Check<View, Pod[]> {
  const ready = podsAreReady({ statefulSet: setName, count, former })
  return {
    what: ready.what,
    look(view) {
      const pods = view.podsOf(setName)
      const refusal = pods.length < count ? refusalIn(view, setName) : undefined
      if (refusal !== undefined) return never(refusal, 'pods-refused')
      if (room.missing !== '') return never(room.missing, 'no-room')
      const returned = pods.filter(({ metadata }) => former.size > 0 && !former.has(metadata?.uid ?? ''))
      const [failed] = returned.flatMap(howItEnded)
      if (failed !== undefined) return never(`a node that came back did not start: ${failed}`)
      const [hopeless] = pods.filter(isHopeless).flatMap(howItEnded)
      return hopeless === undefined ? ready.look(view) : never(`a node does not start: ${hopeless}`)
    },
  }
}

function isHopeless({ status }: Pod): boolean {
  return (status?.containerStatuses ?? []).some(({ restartCount }) => restartCount >= hopelessRestarts)
}

/** The Pods of the scenario before may still be going; a Pod that finds no room for longer than that finds none. */
function lookForRoom({ journal, timeouts }: Scope, room: { missing: string }): void {
  for (const pod of journal.view.podsOf(setName)) {
    const why = whyNoRoom(pod)
    if (why === undefined) continue
    const since = journal.entries.find(
      ({ uid, object }) => uid === pod.metadata?.uid && whyNoRoom(object as Pod) !== undefined,
    )
    if (since === undefined || journal.now() - since.atMs < timeouts.podGone) continue
    room.missing = `no node has room for Pod ${pod.metadata?.name}: ${why}`
    journal.record({ source: 'note', type: 'no-room', kind: 'Pod', name: pod.metadata?.name ?? '' })
  }
}

async function explained(scope: Scope, error: unknown): Promise<unknown> {
  if (!(error instanceof Failure) || !['wait-timeout', 'wait-hopeless'].includes(error.code)) return error
  const reasons = await whyNot(scope, scope.journal.view.podsOf(setName))
  const blockedBy = [...reasons, ...(error.facts.blockedBy ?? [])]
  return new Failure({ ...error.facts, blockedBy, cause: error })
}
