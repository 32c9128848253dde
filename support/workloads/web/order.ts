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
} from '../../journal/questions.ts'
import { describePod } from '../../kubernetes/pods.ts'
import type { Entry } from '../../record.ts'
import type { Scope } from '../../scope.ts'

type Entries = readonly Entry[]

/** @throws Failure `broken-promise` naming each Pod that came too early. */
export function assertCreatedInOrder(entries: Entries, statefulSet: string): void {
  requireNoGap(entries)
  const violations = createdOutOfOrder(entries, statefulSet)
  if (violations.length > 0)
    throw brokenPromise({
      what: 'create the Pods in order',
      on: `StatefulSet ${statefulSet}`,
      expected: 'each Pod only after the one before it was Running and Ready',
      got: violations.join('; '),
    })
}

/** @throws Failure `broken-promise` naming each Pod whose deletion began too early. */
export function assertDeletedInOrder(entries: Entries, statefulSet: string): void {
  requireNoGap(entries)
  const violations = deletedOutOfOrder(entries, statefulSet)
  if (violations.length > 0)
    throw brokenPromise({
      what: 'delete the Pods in order',
      on: `StatefulSet ${statefulSet}`,
      expected: 'each Pod only after the one after it was gone',
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
  if (happenedBefore(ready, created)) return
  throw brokenPromise({
    what: `hold back Pod ${later}`,
    expected: `no Pod ${later} before ${earlier} was Running and Ready`,
    got: `${later} created at ${created?.time ?? 'no time'}, ${earlier} Ready at ${ready?.time ?? 'no time'}`,
  })
}

/** Lets the time go by in which a Pod runs without being Ready; counted from when it began to run. */
export async function stayNotReady(
  { journal, signal }: Scope,
  podName: string,
  forMs: number,
): Promise<void> {
  const running = incarnationsOf(journal.entries, podName).at(-1)?.running
  const remainingMs = (running?.atMs ?? journal.now()) + forMs - journal.now()
  if (remainingMs > 0) await systemClock.sleep(remainingMs, signal)
  const life = incarnationsOf(journal.entries, podName).at(-1)
  const pod = journal.view.get('Pod', podName)
  if (life?.ready === undefined && life?.gone === undefined && pod?.status?.phase === 'Running') return
  throw brokenPromise({
    what: `hold Pod ${podName} not Ready`,
    expected: `Running, not Ready for ${forMs / 1000} s`,
    got: life?.ready ? `Ready at ${life.ready.time}` : pod ? describePod(pod) : 'no Pod',
  })
}

/** Where changes of Pods may have been missed, no order can be told. */
function requireNoGap(entries: Entries): void {
  const [gap] = gapsIn(entries, ['Pod'])
  if (gap !== undefined)
    throw cannotKnow({ what: 'tell the order of the Pods', got: `changes may have been missed: ${gap.why}` })
}
