/**
 * Asks DNS until every answer is right, or a limit is over. Wrong answers before are no fault: names follow the Pods with
 * a delay, and where scenarios share a namespace a cache still holds the addresses of the one before.
 *
 * What is right is read from the journal at every look, since Pods may change while it is asked. Returns the last answers;
 * the judges judge. Only what came too late to say anything is told here.
 */
import { cannotKnow } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import type { Actors } from '../actors.ts'
import type { DnsAnswer } from './dns-answers.ts'
import { recordChange, recordEnd } from './dns-journal.ts'
import { isExactly } from './judge-answers.ts'
import { cachedMs, firstAnswerWithinMs, lateMs, paceMs } from './limits.ts'
import { isNobodyThere } from './missing-replicas.ts'
import { untilPublished } from './published.ts'

export interface Question {
  ask(): Promise<DnsAnswer[]>
  /** What of an answer is compared. Default: all its values. */
  read?(answer: DnsAnswer): DnsAnswer
  /** What each name must be answered with, as the Pods are now. */
  expected(): ReadonlyMap<string, string[]>
  /** The Service that makes the names known: first asked when it lists the Ready Pods. */
  service: string
  withinMs?: number
}

export interface Round {
  answers: DnsAnswer[]
  /** What they had to be, read when they had come. */
  expected: ReadonlyMap<string, string[]>
  isRight: boolean
  /** When the last answer had come, after the first look, ms. */
  afterMs: number
  /** What is right was another thing before, while it was asked. */
  hasChanged: boolean
}

/** @returns the last answers. @throws Failure `cannot-know` as `requireKnown`. */
export async function askUntilRight(actors: Actors, question: Question): Promise<DnsAnswer[]> {
  const round = await lastRound(actors, question)
  requireKnown(round, question.withinMs)
  return round.answers
}

/** Asks until it is right; after the limit once more, when nothing that our own questions did can still matter. */
export async function lastRound(actors: Actors, question: Question): Promise<Round> {
  const { journal, signal } = actors.scope
  const firstMs = journal.now()
  const limitMs = firstMs + (question.withinMs ?? firstAnswerWithinMs)
  const said = new Map<string, string>()
  const wanted = new Set<string>()
  await untilPublished(actors, question.service)
  const lastMs = Math.max(limitMs, journal.now() + cachedMs) + lateMs
  for (;;) {
    const begunMs = journal.now()
    const answers = await askIfAnyone(question, begunMs < limitMs)
    const expected = question.expected()
    wanted.add(JSON.stringify([...expected]))
    for (const answer of answers) recordChange(journal, answer, said)
    const isRight = isExactly(question.read ? answers.map(question.read) : answers, expected)
    const nowMs = journal.now()
    if (isRight || begunMs >= lastMs) {
      recordEnd(journal, answers)
      return { answers, expected, isRight, afterMs: nowMs - firstMs, hasChanged: wanted.size > 1 }
    }
    const nextMs = nowMs + paceMs < limitMs ? nowMs + paceMs : lastMs
    await systemClock.sleep(Math.max(paceMs, nextMs - nowMs), signal)
  }
}

/** That nobody is there to be asked is a wrong answer like others, as long as there is time. */
async function askIfAnyone({ ask }: Question, hasTime: boolean): Promise<DnsAnswer[]> {
  try {
    return await ask()
  } catch (error) {
    if (hasTime && isNobodyThere(error)) return []
    throw error
  }
}

/**
 * @throws Failure `cannot-know` where the right answers came after the limit, since nobody asked in between; and where
 *   wrong ones came last while what is right changed, since it may have changed a moment ago.
 */
export function requireKnown(
  { isRight, afterMs, hasChanged }: Round,
  withinMs: number = firstAnswerWithinMs,
): void {
  const isLate = isRight && afterMs > withinMs
  if (!isLate && (isRight || !hasChanged)) return
  throw cannotKnow({
    what: 'judge the DNS answers',
    expected: `the right ones within ${withinMs / 1000} s`,
    got: isLate
      ? `they came ${(afterMs / 1000).toFixed(1)} s after the first look, and nobody knows since when they were there`
      : 'wrong ones, while the Ready Pods changed',
  })
}
