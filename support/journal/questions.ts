/**
 * Questions to the past: pure functions over the entries of a journal.
 *
 * Order is the order of one watch: the API server sends the changes of one kind in the order of their resourceVersions,
 * and the journal appends them as they come, so "Pod B was created after Pod A was Ready" is exact and cannot fall
 * between two looks. It holds only where nothing was missed: a gap makes the answer unknown (see gapsIn).
 */
import { disruptionOf, isRunningAndReady, isTerminating, ordinalOf, type Pod } from '../kubernetes/pods.ts'
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
  /** Why it ended before its owner had it deleted, if so: evicted, preempted, rejected by its kubelet. */
  disrupted?: string
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
  // What becomes of a Pod that is being deleted already is a consequence, not the cause.
  const why = life.deleting === undefined ? disruptionOf(pod) : undefined
  if (why !== undefined) life.disrupted ??= why
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

/** A Pod that was created while one before it was not Running and Ready. */
export interface Untimely {
  /** As a sentence. */
  what: string
  /** The one before had been Ready until just then: whoever created the Pod need not have known yet. */
  raced: boolean
}

/**
 * From a Pod's no longer being Ready until its controller knows, and what it had asked for is done. Takes milliseconds;
 * this is for a control plane under load. A controller that does not wait at all is found out by Pods that never were Ready.
 */
const controllerLagMs = 5_000

/**
 * Each Pod of ordinal N that was created before every one of 0 to N-1 was Running and Ready, in whatever life, or while
 * one no longer was. None: the promise was kept.
 */
export function createdOutOfOrder(entries: readonly Entry[], statefulSet: string): Untimely[] {
  return incarnationsOfSet(entries, statefulSet).flatMap(life => {
    const before = Array.from({ length: ordinalOf(life.name) }, (_, ordinal) => `${statefulSet}-${ordinal}`)
    const found = before.flatMap(other => createdTooEarly(entries, life, other) ?? [])
    return found.findLast(({ raced }) => !raced) ?? found.at(-1) ?? []
  })
}

/** Whether the Pod was created while the one named `earlier` was not Running and Ready. */
export function createdTooEarly(
  entries: readonly Entry[],
  { name, created }: Pick<Incarnation, 'name' | 'created'>,
  earlier: string,
): Untimely | undefined {
  const past = entries.filter(entry => entry.seq < created.seq && isOfPod(entry, earlier))
  const isReady = ({ type, object }: Entry) => type !== 'DELETED' && isRunningAndReady(object as Pod)
  const lastReady = past.findLastIndex(isReady)
  const stopped = past[lastReady + 1]
  if (lastReady >= 0 && stopped === undefined) return undefined
  return {
    what: `Pod ${name} was created at ${created.time} while ${earlier} was ${stateIn(past.at(-1))}`,
    raced: lastReady >= 0 && created.atMs - (stopped?.atMs ?? 0) <= controllerLagMs,
  }
}

/** Each Pod of ordinal N whose deletion began, after `since`, while one of a higher ordinal was still there, as a sentence. */
export function deletedOutOfOrder(
  entries: readonly Entry[],
  statefulSet: string,
  since?: Pick<Entry, 'seq'>,
): string[] {
  const lives = incarnationsOfSet(entries, statefulSet)
  return lives.flatMap(({ name, deleting }) => {
    const wasThere = (other: Incarnation) =>
      happenedBefore(other.created, deleting) && !happenedBefore(other.gone, deleting)
    const left = lives.find(other => ordinalOf(other.name) > ordinalOf(name) && wasThere(other))
    if (deleting === undefined || deleting.seq <= (since?.seq ?? 0) || left === undefined) return []
    return [`Pod ${name} was being deleted at ${deleting.time} before ${left.name} was gone`]
  })
}

function isOfPod({ source, kind, name }: Entry, podName: string): boolean {
  return source === 'watch' && kind === 'Pod' && name === podName
}

function stateIn(last: Entry | undefined): string {
  if (last === undefined || last.type === 'DELETED') return 'not there'
  const pod = last.object as Pod
  return isTerminating(pod) ? 'being deleted' : `${pod.status?.phase}, not Ready`
}

/** Gaps of these kinds: a question whose answer rests on them has no answer. */
export function gapsIn(entries: readonly Entry[], kinds: readonly string[]): GapData[] {
  return entries
    .filter(({ source, kind }) => source === 'gap' && kinds.includes(kind ?? ''))
    .map(({ data }) => data as GapData)
}
