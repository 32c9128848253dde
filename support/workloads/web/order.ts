/** Judges the order in which the Pods of a StatefulSet came, from the journal's past. How they go: scale-down.ts. */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import {
  createdOutOfOrder,
  createdTooEarly,
  gapsIn,
  incarnationsOf,
  incarnationsOfSet,
  type Untimely,
} from '../../journal/questions.ts'
import { describePod } from '../../kubernetes/pods.ts'
import type { Entry } from '../../record.ts'
import type { Scope } from '../../scope.ts'

type Entries = readonly Entry[]

/** @throws Failure `broken-promise` naming each Pod that came too early. */
export function assertCreatedInOrder(entries: Entries, statefulSet: string): void {
  requireNoGap(entries)
  requireSeveral(incarnationsOfSet(entries, statefulSet), 'creations')
  judgeCreation(createdOutOfOrder(entries, statefulSet), {
    what: 'create the Pods in order',
    on: `StatefulSet ${statefulSet}`,
    expected: 'each Pod only after those before it were Running and Ready',
  })
}

/**
 * The first Pod named `later` was created while `earlier`, in whatever life, was Ready.
 * @throws Failure `broken-promise` if not.
 */
export function assertNotBeforeReady(
  entries: Entries,
  { later, earlier }: { later: string; earlier: string },
): void {
  requireNoGap(entries)
  const first = incarnationsOf(entries, later)[0]
  if (first === undefined)
    throw cannotKnow({ what: `tell whether Pod ${later} was held back`, got: 'it was never created' })
  const violation = createdTooEarly(entries, first, earlier)
  judgeCreation(violation === undefined ? [] : [violation], {
    what: `hold back Pod ${later}`,
    expected: `no Pod ${later} before ${earlier} was Running and Ready`,
  })
}

/** Where each of the Pods before had been Ready until just then, the controller may have decided while it still was. */
function judgeCreation(violations: Untimely[], facts: { what: string; on?: string; expected: string }): void {
  const certain = violations.filter(({ raced }) => !raced)
  const sentences = (found: Untimely[]) => found.map(({ what }) => what).join('; ')
  if (certain.length > 0) throw brokenPromise({ ...facts, got: sentences(certain) })
  if (violations.length > 0)
    throw cannotKnow({ ...facts, got: `${sentences(violations)}, and had been Ready until just then` })
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
export function requireSeveral(lives: readonly unknown[], what: string): void {
  if (lives.length < 2)
    throw cannotKnow({
      what: 'tell the order of the Pods',
      expected: `several ${what}`,
      got: `${lives.length}`,
    })
}

/** Where changes of Pods may have been missed, no order can be told. */
export function requireNoGap(entries: Entries): void {
  const [gap] = gapsIn(entries, ['Pod'])
  if (gap !== undefined)
    throw cannotKnow({ what: 'tell the order of the Pods', got: `changes may have been missed: ${gap.why}` })
}
