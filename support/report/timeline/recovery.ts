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
  const disruption = disruptionIn(timeline)
  const measured = figures.flatMap(measuredRecovery)
  if (disruption === undefined) return []
  return [
    ...timeline.faults.map(({ fromMs, untilMs, what }) =>
      recovery('the fault is over', what, fromMs, untilMs),
    ),
    ...podRecoveries(timeline),
    ...timeline.answers.flatMap(answers => answerRecovery(answers, timeline, disruption)),
    ...measured,
  ]
}

interface Disruption {
  atMs: number
  what: string
}

/** The first fault, or the first deletion of a Pod that another of its name took the place of. */
function disruptionIn({ faults, pods, untilMs }: Timeline): Disruption | undefined {
  const deletions = [...pods].flatMap(([name, lives]) =>
    lives
      .slice(0, -1)
      .map(({ deletingMs = untilMs }) => ({ atMs: deletingMs, what: `deletion of Pod ${name}` })),
  )
  const all = [...faults.map(({ fromMs, what }) => ({ atMs: fromMs, what })), ...deletions]
  return all.toSorted((a, b) => a.atMs - b.atMs)[0]
}

function podRecoveries({ pods, untilMs }: Timeline): Recovery[] {
  const others = [...pods].filter(([, lives]) => lives.length > 1)
  return others.flatMap(([name, lives]) =>
    lives.flatMap((life, index) => {
      const next = lives[index + 1]
      const deleted = life.deletingMs !== undefined && life.deletingMs < untilMs
      return deleted && next !== undefined ? [podRecovery(name, life, next)] : []
    }),
  )
}

function podRecovery(name: string, { deletingMs = 0 }: PodLife, { readyMs }: PodLife): Recovery {
  return recovery(`Pod ${name} is Ready again`, 'its deletion', deletingMs, readyMs)
}

/** Only what changed after the disruption; the end is when it last became what it should be. */
function answerRecovery(asked: Answers, timeline: Timeline, { atMs, what }: Disruption): Recovery[] {
  const last = asked.answers.at(-1)
  if (last === undefined || last.fromMs < atMs) return []
  const isKept = asked.type === 'dns' ? leadsToPod(timeline, last.what) : keptWords.has(last.what)
  return [recovery(promiseOf(asked), what, atMs, isKept ? last.fromMs : undefined)]
}

const keptWords = new Set(['accepted', 'green'])

function promiseOf({ type, name, server }: Answers): string {
  if (type === 'writes') return 'writes are accepted again'
  if (type === 'health') return `${name} is green again`
  return `${name.split('.').slice(0, 2).join('.')} leads to its Pod again${server === undefined ? '' : `, says ${server}`}`
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
