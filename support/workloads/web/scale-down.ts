/**
 * Judges the order in which a scale-down removed the Pods of a StatefulSet, from the journal's past.
 *
 * Only what was deleted after the scaling was asked for is held against it. Where something else ended a Pod meanwhile,
 * the order of the deletions is no longer the controller's alone: nobody knows what it would have done, neither that it
 * kept its promise nor that it broke it. Kubernetes marks the Pods that it evicts; one that a person deletes in these
 * seconds bears no mark and is taken for the controller's.
 */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import {
  deletedOutOfOrder,
  happenedBefore,
  type Incarnation,
  incarnationsOfSet,
} from '../../journal/questions.ts'
import type { Entry } from '../../record.ts'
import type { Scope } from '../../scope.ts'
import { requireNoGap, requireSeveral } from './order.ts'

type Entries = readonly Entry[]

/** Writes down that a StatefulSet is about to be scaled: what was deleted before was not deleted for that. */
export function noteScaling(
  { journal }: Pick<Scope, 'journal'>,
  statefulSet: string,
  replicas: number,
): void {
  journal.record({
    source: 'note',
    type: 'scaled',
    kind: 'StatefulSet',
    name: statefulSet,
    data: { replicas },
  })
}

/** @throws Failure `broken-promise` naming each Pod whose deletion began too early. */
export function assertDeletedInOrder(entries: Entries, statefulSet: string): void {
  const { since, deleted } = deletionsOf(entries, statefulSet)
  requireSeveral(deleted, 'deletions')
  const violations = deletedOutOfOrder(entries, statefulSet, since)
  if (violations.length > 0)
    throw brokenPromise({
      what: 'delete the Pods in order',
      on: `StatefulSet ${statefulSet}`,
      expected: 'each Pod only after those after it were gone',
      got: violations.join('; '),
    })
}

/** The order in which the Pods' deletion began. */
export function assertDeletionOrder(entries: Entries, statefulSet: string, expected: string[]): void {
  const { there, deleted } = deletionsOf(entries, statefulSet)
  const missing = expected.find(name => !there.some(life => life.name === name))
  if (missing !== undefined) throw notTheirs(`Pod ${missing} was not there when it was scaled down`)
  const order = deleted.map(({ name }) => name)
  if (order.join() !== expected.join())
    throw brokenPromise({
      what: 'delete the Pods in order',
      expected: expected.join(', '),
      got: order.join(', ') || 'no deletion',
    })
}

/**
 * The Pods that were there when it was scaled, and those whose deletion began since, in this order.
 * @throws Failure `cannot-know` where it was not the scaling alone that ended them.
 */
function deletionsOf(entries: Entries, statefulSet: string) {
  requireNoGap(entries)
  const since = entries.findLast(({ source, type, name }) => {
    return source === 'note' && type === 'scaled' && name === statefulSet
  })
  if (since === undefined) throw notTheirs(`StatefulSet ${statefulSet} was not scaled`)
  const lives = incarnationsOfSet(entries, statefulSet).filter(({ gone }) => !happenedBefore(gone, since))
  const there = lives.filter(({ created }) => happenedBefore(created, since))
  const disturbance = lives.map(life => disturbanceOf(life, there, since)).find(why => why !== undefined)
  if (disturbance !== undefined) throw notTheirs(disturbance)
  const deleted = lives
    .filter(({ deleting }) => deleting !== undefined)
    .toSorted((a, b) => (a.deleting?.seq ?? 0) - (b.deleting?.seq ?? 0))
  return { since, there, deleted }
}

/** What else than the scaling had to do with this Pod's coming and going, if anything. */
function disturbanceOf(
  { name, deleting, disrupted }: Incarnation,
  there: Incarnation[],
  since: Entry,
): string | undefined {
  if (disrupted !== undefined) return `Pod ${name} was ended by something else (${disrupted})`
  if (happenedBefore(deleting, since)) return `Pod ${name} was being deleted before it was scaled down`
  if (!there.some(life => life.name === name)) return `Pod ${name} came only after it was scaled down`
  return undefined
}

function notTheirs(got: string) {
  return cannotKnow({
    what: 'tell in which order the scale-down deleted the Pods',
    expected: 'Pods that nothing else ended meanwhile',
    got,
  })
}
