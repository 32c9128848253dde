/**
 * From results to verdicts: pure rules, one place.
 *
 * A scenario: undefined, pending, ambiguous or without steps is `failed`. A failed step is `failed`, unless a note says
 * that the harness could not know. A pass with such a note is `inconclusive`. A note never turns a failure into a pass.
 * A run: `accepted` only if every @must scenario there is ran and passed, and no @should scenario failed.
 */

import { type ExitCode, exitCodes } from '../failure.ts'
import type { VerdictNote } from '../record.ts'

export type Verdict = 'passed' | 'failed' | 'inconclusive' | 'not supported' | 'skipped'
export type RunVerdict = 'accepted' | 'partial' | 'rejected' | 'inconclusive' | 'nothing ran'
export type Level = 'must' | 'should' | 'inform'

export interface StepOutcome {
  /** Cucumber's status: PASSED, FAILED, UNDEFINED, PENDING, AMBIGUOUS, SKIPPED, UNKNOWN. */
  status: string
  /** A hook rather than a step of the scenario. */
  hook: boolean
  message?: string
  text: string
}

export interface AttemptFacts {
  steps: StepOutcome[]
  notes: VerdictNote[]
  /** The attempt came to its end. */
  finished: boolean
}

/** What the steps must be for a scenario to mean anything. */
const unwritten: Record<string, string> = {
  UNDEFINED: 'a step is undefined',
  PENDING: 'a step is pending',
  AMBIGUOUS: 'a step is ambiguous',
}

export function judgeAttempt({ steps, notes, finished }: AttemptFacts): { verdict: Verdict; reason: string } {
  const own = steps.filter(({ hook }) => !hook)
  const openNote = notes.find(({ verdict }) => verdict === 'inconclusive')
  const skipNote = notes.find(({ verdict }) => verdict !== 'inconclusive')
  const missing = own.find(({ status }) => status in unwritten)
  if (missing !== undefined)
    return { verdict: 'failed', reason: `${unwritten[missing.status]}: ${missing.text}` }
  if (own.length === 0) return { verdict: 'failed', reason: 'the scenario has no steps' }
  const failedStep = own.find(({ status }) => status === 'FAILED')
  const failedHook = steps.find(({ status, hook }) => hook && status === 'FAILED')
  if (openNote !== undefined) return { verdict: 'inconclusive', reason: openNote.reason }
  if (failedStep !== undefined) return { verdict: 'failed', reason: firstLine(failedStep.message) }
  if (failedHook !== undefined) return { verdict: 'inconclusive', reason: firstLine(failedHook.message) }
  if (!finished) return { verdict: 'inconclusive', reason: 'interrupted before its end' }
  if (own.some(({ status }) => status === 'UNKNOWN'))
    return { verdict: 'inconclusive', reason: 'the record lacks the outcome of a step' }
  if (skipNote !== undefined) return { verdict: skipNote.verdict, reason: skipNote.reason }
  if (steps.every(({ status }) => status === 'PASSED')) return { verdict: 'passed', reason: '' }
  // Cucumber leaves out even the hooks only where it was told to stop.
  return { verdict: 'skipped', reason: steps.every(isSkipped) ? stopped : 'no reason given' }
}

const stopped = 'a scenario before it did not pass (--fail-fast)'

function isSkipped({ status }: StepOutcome): boolean {
  return status === 'SKIPPED'
}

export interface RunFactsForVerdict {
  scenarios: readonly { level: Level; verdict: Verdict; attempts: number }[]
  /** @must scenarios that are in the features and were not selected. */
  mustNotSelected: number
  interrupted: boolean
  trouble?: string
  leftBehind: readonly string[]
  /** Why the record is not whole: nothing can be accepted on it. */
  incomplete?: readonly string[]
  /** Why the record is not this run's alone, or not what it was: no verdict can rest on it, not even a bad one. */
  untrusted?: readonly string[]
  /** Scenarios that several joined runs ran. */
  duplicates?: readonly string[]
  /** The part of a selection that this run was. */
  shard?: { index: number; count: number }
}

/** @returns the verdict with every reason that kept it from being better. */
export function judgeRun(facts: RunFactsForVerdict): { verdict: RunVerdict; reasons: string[] } {
  const { scenarios, mustNotSelected, interrupted, trouble, leftBehind, shard } = facts
  const { incomplete = [], untrusted = [], duplicates = [] } = facts
  const must = scenarios.filter(({ level }) => level === 'must')
  // What is measured is never judged.
  const should = scenarios.filter(({ level }) => level === 'should')
  const count = (verdict: Verdict, among: readonly { verdict: Verdict }[] = must) =>
    among.filter(scenario => scenario.verdict === verdict).length
  const reasons = [
    ...untrusted,
    ...counted(count('failed'), 'required scenario', 'failed'),
    ...counted(count('inconclusive'), 'required scenario', 'could not be judged'),
    ...(interrupted ? ['the run was interrupted'] : []),
    ...(trouble === undefined ? [] : [trouble]),
    ...incomplete,
    ...counted(count('not supported'), 'required scenario', 'not supported by this cluster'),
    ...counted(count('skipped'), 'required scenario', 'skipped'),
    ...(scenarios.length > 0 && must.length === 0 ? ['no required scenario was put to the test'] : []),
    ...counted(mustNotSelected, 'required scenario', 'not selected'),
    ...counted(count('failed', should), 'further scenario', 'failed'),
    ...counted(
      scenarios.filter(({ attempts }) => attempts > 1).length,
      'scenario',
      'needed a second attempt',
    ),
    ...(duplicates.length === 0
      ? []
      : [`more than one run ran ${listed(duplicates)}: the worse result counts`]),
    ...(shard === undefined
      ? []
      : [`this is part ${shard.index} of ${shard.count}: stateproof merge joins them`]),
    ...(leftBehind.length === 0 ? [] : [`left behind: ${leftBehind.join(', ')}`]),
  ]
  if (untrusted.length > 0) return { verdict: 'inconclusive', reasons }
  if (count('failed') > 0) return { verdict: 'rejected', reasons }
  if (interrupted || trouble !== undefined || incomplete.length > 0 || count('inconclusive') > 0)
    return { verdict: 'inconclusive', reasons }
  if (scenarios.every(({ verdict }) => verdict === 'skipped' || verdict === 'not supported'))
    return { verdict: 'nothing ran', reasons: [...reasons, 'no scenario ran'] }
  return { verdict: reasons.length > 0 ? 'partial' : 'accepted', reasons }
}

/** @returns the exit code that the README promises for a run. */
export function exitCodeFor(verdict: RunVerdict, interrupted: boolean): ExitCode {
  if (interrupted) return exitCodes.interrupted
  const codes = {
    accepted: exitCodes.accepted,
    rejected: exitCodes.failed,
    partial: exitCodes.inconclusive,
    inconclusive: exitCodes.inconclusive,
    'nothing ran': exitCodes.nothingRan,
  }
  return codes[verdict]
}

function counted(count: number, noun: string, what: string): string[] {
  return count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'} ${what}`]
}

/** The first three, and how many more there are. */
function listed(names: readonly string[]): string {
  const more = names.length - 3
  return `${names.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function firstLine(message = 'no message'): string {
  const text = message.replace(/^\w*(Error|Failure): /, '')
  const stack = text.indexOf('\n    at ')
  return (stack < 0 ? text : text.slice(0, stack)).trim()
}

/** The cluster broke its promise, or nobody can say whether it did: what a reader must look into. */
export function isProblem<T extends { verdict: Verdict }>(
  scenario: T,
): scenario is T & { verdict: 'failed' | 'inconclusive' } {
  return scenario.verdict === 'failed' || scenario.verdict === 'inconclusive'
}

/** What a reader must look into, in the order in which it is read: failures decide. */
export function problemsIn<T extends { verdict: Verdict }>(scenarios: readonly T[]): T[] {
  const of = (verdict: Verdict) => scenarios.filter(scenario => scenario.verdict === verdict)
  return [...of('failed'), ...of('inconclusive')]
}
