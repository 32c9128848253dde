/** Judges the order in which the Pods of a StatefulSet came and went, from the journal's past. */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import {
  createdOutOfOrder,
  deletedOutOfOrder,
  gapsIn,
  happenedBefore,
  incarnationsIn,
  incarnationsOf,
  incarnationsOfSet,
} from '../../journal/questions.ts'
import { describePod } from '../../kubernetes/pods.ts'
import type { Entry } from '../../record.ts'
import type { Scope } from '../../scope.ts'

type Entries = readonly Entry[]

/** @throws Failure `broken-promise` naming each Pod that came too early. */
export function assertCreatedInOrder(entries: Entries, statefulSet: string): void {
  requireNoGap(entries)
  requireSeveral(incarnationsOfSet(entries, statefulSet), 'creations')
  const violations = createdOutOfOrder(entries, statefulSet)
  if (violations.length > 0)
    throw brokenPromise({
      what: 'create the Pods in order',
      on: `StatefulSet ${statefulSet}`,
      expected: 'each Pod only after those before it were Running and Ready',
      got: violations.join('; '),
    })
}

/** @throws Failure `broken-promise` naming each Pod whose deletion began too early. */
export function assertDeletedInOrder(entries: Entries, statefulSet: string): void {
  requireNoGap(entries)
  const deleted = incarnationsOfSet(entries, statefulSet).filter(({ deleting }) => deleting !== undefined)
  requireSeveral(deleted, 'deletions')
  const violations = deletedOutOfOrder(entries, statefulSet)
  if (violations.length > 0)
    throw brokenPromise({
      what: 'delete the Pods in order',
      on: `StatefulSet ${statefulSet}`,
      expected: 'each Pod only after those after it were gone',
      got: violations.join('; '),
    })
}

/** The order in which the Pods' deletion began. */
export function assertDeletionOrder(entries: Entries, expected: string[]): void {
  requireNoGap(entries)
  const deleted = incarnationsIn(entries).filter(({ deleting }) => deleting !== undefined)
  const order = deleted
    .toSorted((a, b) => (a.deleting?.seq ?? 0) - (b.deleting?.seq ?? 0))
    .map(({ name }) => name)
  if (order.join() !== expected.join())
    throw brokenPromise({
      what: 'delete the Pods in order',
      expected: expected.join(', '),
      got: order.join(', ') || 'no deletion',
    })
}

/** @throws Failure `broken-promise` if `later` was there before `earlier` was Ready. */
export function assertNotBeforeReady(
  entries: Entries,
  { later, earlier }: { later: string; earlier: string },
): void {
  requireNoGap(entries)
  const created = incarnationsOf(entries, later)[0]?.created
  const ready = incarnationsOf(entries, earlier)[0]?.ready
  if (created === undefined)
    throw cannotKnow({ what: `tell whether Pod ${later} was held back`, got: 'it was never created' })
  if (happenedBefore(ready, created)) return
  throw brokenPromise({
    what: `hold back Pod ${later}`,
    expected: `no Pod ${later} before ${earlier} was Running and Ready`,
    got: `${later} created at ${created.time}, ${earlier} Ready at ${ready?.time ?? 'no time'}`,
  })
}

/** Lets the time go by in which a Pod runs without being Ready; counted from when it began to run. */
export async function stayNotReady(
  { journal, signal }: Scope,
  podName: string,
  forMs: number,
): Promise<void> {
  const begun = incarnationsOf(journal.entries, podName).at(-1)
  const remainingMs = (begun?.running?.atMs ?? journal.now()) + forMs - journal.now()
  if (remainingMs > 0) await systemClock.sleep(remainingMs, signal)
  // The same Pod: another one that took its place has not run as long.
  const life = incarnationsOf(journal.entries, podName).find(({ uid }) => uid === begun?.uid)
  const pod = journal.view.get('Pod', podName)
  if (life !== undefined && !life.ready && !life.gone && pod?.status?.phase === 'Running') return
  throw brokenPromise({
    what: `hold Pod ${podName} not Ready`,
    expected: `Running, not Ready for ${forMs / 1000} s`,
    got: life?.ready ? `Ready at ${life.ready.time}` : pod ? describePod(pod) : 'no Pod',
  })
}

/** Of fewer than two there is no order: nothing was put to the test. */
function requireSeveral(lives: readonly unknown[], what: string): void {
  if (lives.length < 2)
    throw cannotKnow({
      what: 'tell the order of the Pods',
      expected: `several ${what}`,
      got: `${lives.length}`,
    })
}

/** Where changes of Pods may have been missed, no order can be told. */
function requireNoGap(entries: Entries): void {
  const [gap] = gapsIn(entries, ['Pod'])
  if (gap !== undefined)
    throw cannotKnow({ what: 'tell the order of the Pods', got: `changes may have been missed: ${gap.why}` })
}
