/**
 * Questions to the past: pure functions over the entries of a journal.
 *
 * Order is the order of one watch: the API server sends the changes of one kind in the order of their resourceVersions,
 * and the journal appends them as they come, so "Pod B was created after Pod A was Ready" is exact and cannot fall
 * between two looks. It holds only where nothing was missed: a gap makes the answer unknown (see gapsIn).
 */
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { isRunningAndReady, isTerminating, ordinalOf, type Pod } from '../kubernetes/pods.ts'
import type { Entry, GapData } from '../record.ts'

/** One life of a Pod of some name, from creation to removal. Fields are absent for what has not happened. */
export interface Incarnation {
  name: string
  uid: string
  created: Entry
  /** First seen Running. */
  running?: Entry
  /** First seen Running and Ready. */
  ready?: Entry
  /** First seen with a deletion timestamp, or gone. */
  deleting?: Entry
  /** Removed from the API. */
  gone?: Entry
  /** Its last known address. */
  ip?: string
}

/** Every Pod that was seen, in the order of creation. */
export function incarnationsIn(entries: readonly Entry[]): Incarnation[] {
  const byUid = new Map<string, Incarnation>()
  for (const entry of entries) if (entry.source === 'watch' && entry.kind === 'Pod') note(byUid, entry)
  return [...byUid.values()]
}

/** The lives of the Pod of this name, oldest first. */
export function incarnationsOf(entries: readonly Entry[], podName: string): Incarnation[] {
  return incarnationsIn(entries).filter(({ name }) => name === podName)
}

function note(byUid: Map<string, Incarnation>, entry: Entry): void {
  const pod = entry.object as Pod
  const uid = entry.uid ?? ''
  const life = byUid.get(uid) ?? { name: entry.name ?? '', uid, created: entry }
  byUid.set(uid, life)
  if (pod.status?.phase === 'Running') life.running ??= entry
  if (isRunningAndReady(pod)) life.ready ??= entry
  // Without a grace period a Pod is gone at once, and was never seen with a deletion timestamp.
  if (isTerminating(pod) || entry.type === 'DELETED') life.deleting ??= entry
  if (entry.type === 'DELETED') life.gone ??= entry
  if (pod.status?.podIP !== undefined) life.ip = pod.status.podIP
}

/** Whether both happened, and the first before the second. */
export function happenedBefore(first: Entry | undefined, second: Entry | undefined): boolean {
  return first !== undefined && second !== undefined && first.seq < second.seq
}

/** The lives of the Pods whose names are those of this StatefulSet, in the order of creation. */
export function incarnationsOfSet(entries: readonly Entry[], statefulSet: string): Incarnation[] {
  const isOfSet = ({ name }: Incarnation) => name === `${statefulSet}-${ordinalOf(name)}`
  return incarnationsIn(entries).filter(isOfSet)
}

/**
 * Each Pod of ordinal N that was created before every one of 0 to N-1 was Running and Ready (or while one no longer
 * was), as a sentence. None: the promise was kept.
 */
export function createdOutOfOrder(entries: readonly Entry[], statefulSet: string): string[] {
  return incarnationsOfSet(entries, statefulSet).flatMap(({ name, created }) => {
    const before = Array.from({ length: ordinalOf(name) }, (_, ordinal) => `${statefulSet}-${ordinal}`)
    const late = before.findLast(other => !wasReadyAt(entries, other, created))
    if (late === undefined) return []
    return [`Pod ${name} was created at ${created.time} while ${late} was ${stateAt(entries, late, created)}`]
  })
}

/** Each Pod of ordinal N whose deletion began while one of a higher ordinal was still there, as a sentence. */
export function deletedOutOfOrder(entries: readonly Entry[], statefulSet: string): string[] {
  const lives = incarnationsOfSet(entries, statefulSet)
  return lives.flatMap(({ name, deleting }) => {
    const wasThere = (other: Incarnation) =>
      happenedBefore(other.created, deleting) && !happenedBefore(other.gone, deleting)
    const left = lives.find(other => ordinalOf(other.name) > ordinalOf(name) && wasThere(other))
    if (deleting === undefined || left === undefined) return []
    return [`Pod ${name} was being deleted at ${deleting.time} before ${left.name} was gone`]
  })
}

function wasReadyAt(entries: readonly Entry[], podName: string, at: Entry): boolean {
  const pod = podAt(entries, podName, at)
  return pod !== undefined && isRunningAndReady(pod)
}

function stateAt(entries: readonly Entry[], podName: string, at: Entry): string {
  const pod = podAt(entries, podName, at)
  if (pod === undefined) return 'not there'
  return isTerminating(pod) ? 'being deleted' : `${pod.status?.phase}, not Ready`
}

/** The Pod of this name as it was when `at` was recorded. */
function podAt(entries: readonly Entry[], podName: string, at: Entry): ObjectOf<'Pod'> | undefined {
  const last = entries.findLast(
    ({ seq, kind, name, source }) => seq < at.seq && source === 'watch' && kind === 'Pod' && name === podName,
  )
  return last === undefined || last.type === 'DELETED' ? undefined : (last.object as Pod)
}

/** Gaps of these kinds: a question whose answer rests on them has no answer. */
export function gapsIn(entries: readonly Entry[], kinds: readonly string[]): GapData[] {
  return entries
    .filter(({ source, kind }) => source === 'gap' && kinds.includes(kind ?? ''))
    .map(({ data }) => data as GapData)
}
