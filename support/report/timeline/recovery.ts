/**
 * How long each promise took to be kept again after something was broken: Pods Ready, names answered, writes accepted,
 * cluster green, and what a step has measured against the feature's limit.
 *
 * Pure; judges nothing. A limit is only there where the feature states one.
 */
import type { Figure } from '../../record.ts'
import type { Answers, PodLife, Timeline } from './timeline.ts'

export interface Recovery {
  /** `Pod web-0 is Ready again`. */
  promise: string
  /** What the time is counted from. */
  since: string
  fromMs: number
  /** Absent: not kept again before the record ended. */
  untilMs?: number
  limitMs?: number
}

/** @returns nothing for a scenario that broke nothing. */
export function recoveriesIn(timeline: Timeline, figures: readonly Figure[]): Recovery[] {
  const disruptions = disruptionsIn(timeline)
  if (disruptions.length === 0) return []
  return [
    ...timeline.faults.map(({ fromMs, untilMs, what }) =>
      recovery('the fault is over', what, fromMs, untilMs),
    ),
    ...podRecoveries(timeline),
    ...timeline.answers.flatMap(asked =>
      asked.type === 'dns'
        ? nameRecovery(asked, timeline, disruptions)
        : clientRecoveries(asked, disruptions),
    ),
    ...figures.flatMap(measuredRecovery),
  ]
}

interface Disruption {
  atMs: number
  what: string
}

/** Faults, and deletions of Pods that others of their names took the place of, the first first. */
function disruptionsIn({ faults, pods, untilMs }: Timeline): Disruption[] {
  const deletions = [...pods].flatMap(([name, lives]) =>
    lives
      .slice(0, -1)
      .map(({ deletingMs = untilMs }) => ({ atMs: deletingMs, what: `deletion of Pod ${name}` })),
  )
  const all = [...faults.map(({ fromMs, what }) => ({ atMs: fromMs, what })), ...deletions]
  return all.toSorted((a, b) => a.atMs - b.atMs)
}

function podRecoveries({ pods, untilMs }: Timeline): Recovery[] {
  const replaced = new Set([...pods].flatMap(([name, lives]) => (lives.length > 1 ? [setOf(name)] : [])))
  // One that nothing took the place of was to go, unless its siblings came back.
  const expected = [...pods].filter(([name]) => replaced.has(setOf(name)))
  return expected.flatMap(([name, lives]) =>
    lives.flatMap((life, index) =>
      life.deletingMs !== undefined && life.deletingMs < untilMs
        ? [podRecovery(name, life, lives[index + 1])]
        : [],
    ),
  )
}

/** `web-1` → `web`. */
function setOf(pod: string): string {
  return pod.replace(/-\d+$/, '')
}

function podRecovery(name: string, { deletingMs = 0 }: PodLife, next: PodLife | undefined): Recovery {
  return recovery(`Pod ${name} is Ready again`, 'its deletion', deletingMs, next?.readyMs)
}

/** Of one who was asked before and after: the end is when the last answer came that leads to the new Pod. */
function nameRecovery(
  { name, server, answers }: Answers,
  timeline: Timeline,
  [first]: readonly Disruption[],
): Recovery[] {
  const [begun, last] = [answers[0], answers.at(-1)]
  if (first === undefined || begun === undefined || last === undefined) return []
  if (begun.fromMs > first.atMs || last.fromMs < first.atMs) return []
  const whom = server === undefined ? '' : `, says ${server}`
  const promise = `${name.split('.').slice(0, 2).join('.')} leads to its Pod again${whom}`
  return [
    recovery(promise, first.what, first.atMs, leadsToPod(timeline, last.what) ? last.fromMs : undefined),
  ]
}

const keptWords = new Set(['accepted', 'green'])

/** Each time that it was refused or not green, from what happened last before. */
function clientRecoveries({ type, name, answers }: Answers, disruptions: readonly Disruption[]): Recovery[] {
  const promise = type === 'writes' ? 'writes are accepted again' : `${name} is green again`
  return answers.flatMap(({ what, fromMs }, index) => {
    const follows = index > 0 && !keptWords.has(answers[index - 1]?.what ?? '')
    const cause = disruptions.findLast(({ atMs }) => atMs <= fromMs)
    if (keptWords.has(what) || follows || cause === undefined) return []
    const kept = answers.slice(index).find(later => keptWords.has(later.what))
    return [recovery(promise, cause.what, cause.atMs, kept?.fromMs)]
  })
}

/** Whether the answer is the address of a Pod that is still there. */
function leadsToPod({ pods }: Timeline, answer: string): boolean {
  const present = [...pods.values()].map(lives => lives.at(-1)?.ip)
  return answer.split(', ').every(address => present.includes(address))
}

function measuredRecovery({ name, value, unit, limit, fromMs }: Figure): Recovery[] {
  if (fromMs === undefined || (unit !== 's' && unit !== 'ms')) return []
  const ms = unit === 's' ? 1000 : 1
  const limitMs = limit === undefined ? undefined : limit * ms
  return [recovery(name, 'as the step counts', fromMs, fromMs + value * ms, limitMs)]
}

function recovery(
  promise: string,
  since: string,
  fromMs: number,
  untilMs: number | undefined,
  limitMs?: number,
): Recovery {
  return {
    promise,
    since,
    fromMs,
    ...(untilMs !== undefined && { untilMs }),
    ...(limitMs !== undefined && { limitMs }),
  }
}
