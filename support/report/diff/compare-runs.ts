/**
 * Compares two runs in a reader's order: whether like was compared with like, what of the verdicts changed, which figures
 * moved beyond their noise. Pure; knows nothing of files and nothing of how it is shown.
 */
import { type ExitCode, exitCodes } from '../../failure.ts'
import { differences, fingerprintOf } from '../fingerprint.ts'
import type { RunResults } from '../results.ts'
import type { RunVerdict } from '../verdicts.ts'
import { compareFigures, type FigureChange } from './compare-figures.ts'
import { type VerdictChange, verdictChange } from './compare-verdicts.ts'
import { idsMissing, pairUp } from './pair-scenarios.ts'

export interface ComparedRun {
  runId: string
  startedAt: string
  context: string
  version: string
  verdict: RunVerdict
  scenarios: number
  /** Why its record is not whole. */
  incomplete: string[]
}

export interface RunComparison {
  before: ComparedRun
  after: ComparedRun
  /** The same cluster, tools and scenarios, as far as the runs say: only then can figures be held against each other. */
  alike: boolean
  facts: { name: string; before?: string; after?: string }[]
  /** Ids of scenarios that only one of the runs has a result of. */
  onlyBefore: string[]
  onlyAfter: string[]
  verdicts: VerdictChange[]
  figures: FigureChange[]
  /** What got worse, one sentence each. */
  regressions: string[]
  /** What cannot be said, one sentence each. */
  open: string[]
}

export function compareRuns(before: RunResults, after: RunResults): RunComparison {
  const pairs = pairUp(before.scenarios, after.scenarios)
  const [onlyBefore, onlyAfter] = [
    idsMissing(before.scenarios, after.scenarios),
    idsMissing(after.scenarios, before.scenarios),
  ]
  const facts = factChanges(before, after)
  const alike = facts.length === 0 && onlyBefore.length === 0 && onlyAfter.length === 0
  const verdicts = pairs.flatMap(verdictChange)
  const figures = pairs.flatMap(([a, b]) => compareFigures(a, b, alike))
  const runs = { before: describe(before), after: describe(after) }
  return {
    ...runs,
    alike,
    facts,
    onlyBefore,
    onlyAfter,
    verdicts,
    figures,
    regressions: regressionsOf(verdicts, figures),
    open: openQuestions(runs, verdicts),
  }
}

/** 1 when something got worse, 4 when nobody can say, 0 otherwise. */
export function exitCodeOfComparison({ regressions, open }: RunComparison): ExitCode {
  if (regressions.length > 0) return exitCodes.failed
  return open.length > 0 ? exitCodes.inconclusive : exitCodes.accepted
}

function factChanges({ facts: before }: RunResults, { facts: after }: RunResults): RunComparison['facts'] {
  if (before !== undefined && after !== undefined)
    return differences(fingerprintOf(before), fingerprintOf(after))
  return before === after ? [] : [{ name: 'what the run says of itself', ...missing(before, after) }]
}

function missing(before: unknown, after: unknown): { before?: string; after?: string } {
  return { ...(before !== undefined && { before: 'there' }), ...(after !== undefined && { after: 'there' }) }
}

/** What is only measured is never judged. */
function regressionsOf(verdicts: readonly VerdictChange[], figures: readonly FigureChange[]): string[] {
  const broken = verdicts.filter(({ kind, level }) => kind === 'broken' && level !== 'inform')
  const slower = figures.filter(({ worse }) => worse)
  return [
    ...broken.map(({ id, before }) => `${id} failed (before: ${before})`),
    ...slower.map(
      ({ id, name, before, after, unit }) => `${id}: ${name} ${after} ${unit} (before: ${before} ${unit})`,
    ),
  ]
}

function openQuestions(
  runs: { before: ComparedRun; after: ComparedRun },
  verdicts: readonly VerdictChange[],
): string[] {
  const lost = verdicts.filter(({ kind, level }) => kind === 'lost' && level !== 'inform')
  return [
    ...runs.before.incomplete.map(why => `the record of the first run is not whole: ${why}`),
    ...runs.after.incomplete.map(why => `the record of the second run is not whole: ${why}`),
    ...lost.map(({ id, after }) => `${id} is ${after} (before: passed)`),
  ]
}

function describe({ facts, verdict, scenarios, incomplete = [] }: RunResults): ComparedRun {
  return {
    runId: facts?.runId ?? 'unknown',
    startedAt: facts?.startedAt ?? 'unknown',
    context: facts?.cluster.context ?? 'unknown',
    version: facts?.cluster.version ?? 'unknown',
    verdict,
    scenarios: scenarios.length,
    incomplete,
  }
}
