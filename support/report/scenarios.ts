/**
 * The scenarios of a run with their steps, attempts, figures and notes, from the folded messages.
 *
 * Every attempt is kept: Cucumber's own formatters show the last one only. Pure; knows nothing of files.
 */
import type { Envelope } from '@cucumber/messages'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { FailureNote, Figure } from '../record.ts'
import { scenarioId } from '../scenario-id.ts'
import type { FoldedAttempt, FoldedCase, FoldedPickle } from './folded.ts'
import { MessageFold } from './message-fold.ts'
import { judgeAttempt, type Level, type StepOutcome, type Verdict } from './verdicts.ts'

export interface StepResult extends StepOutcome {
  keyword: string
  seconds: number
  table?: string[][]
  /** The step's doc string. */
  block?: string
}

export interface Attempt {
  verdict: Verdict
  reason: string
  seconds: number
  startedAt: string
  steps: StepResult[]
}

export interface ScenarioResult {
  id: string
  name: string
  feature: string
  /** The feature's own words about itself. */
  description: string
  rule?: string
  uri: string
  line: number
  level: Level
  tags: string[]
  /** Of the last attempt; a pass after a failed attempt is marked on the run. */
  verdict: Verdict
  reason: string
  seconds: number
  attempts: Attempt[]
  figures: Figure[]
  failure?: FailureNote
  /** Why it did not pass, as far as the journal and the evidence say. */
  diagnosis?: Diagnosis
  /** Paths relative to the run's folder. */
  evidence: string[]
}

export interface NotSelected {
  id: string
  level: Level
}

/** @returns the scenarios that were selected, in the features' order, and those that were not. */
export function collectScenarios(envelopes: readonly Envelope[]): {
  scenarios: ScenarioResult[]
  notSelected: NotSelected[]
} {
  const fold = new MessageFold()
  for (const envelope of envelopes) fold.add(envelope)
  return scenariosOf(fold)
}

/** The same from messages that were folded as they were read. */
export function scenariosOf(fold: MessageFold): { scenarios: ScenarioResult[]; notSelected: NotSelected[] } {
  const attemptsOf = Map.groupBy(fold.attempts.values(), ({ caseId }) => caseId)
  const scenarios: ScenarioResult[] = []
  const notSelected: NotSelected[] = []
  for (const pickle of fold.pickles.values()) {
    const testCase = fold.cases.get(pickle.id)
    if (testCase === undefined)
      notSelected.push({ id: scenarioId(pickle.uri, pickle.name), level: levelOf(pickle) })
    else scenarios.push(toScenario(fold, pickle, testCase, attemptsOf.get(testCase.id) ?? []))
  }
  return { scenarios, notSelected }
}

/** The scenario of an attempt that has just ended. */
export function scenarioOf(fold: MessageFold, startedId: string): ScenarioResult | undefined {
  const testCase = fold.casesById.get(fold.attempts.get(startedId)?.caseId ?? '')
  const pickle = fold.pickles.get(testCase?.pickleId ?? '')
  if (testCase === undefined || pickle === undefined) return undefined
  const records = [...fold.attempts.values()].filter(({ caseId }) => caseId === testCase.id)
  return toScenario(fold, pickle, testCase, records)
}

function toScenario(
  fold: MessageFold,
  pickle: FoldedPickle,
  testCase: FoldedCase,
  records: FoldedAttempt[],
): ScenarioResult {
  const feature = fold.features.get(pickle.uri)
  const attempts = records.map(record => toAttempt(fold, pickle, testCase, record))
  const last = attempts.at(-1) ?? { verdict: 'inconclusive' as const, reason: neverBegan, seconds: 0 }
  const node = feature?.nodes.get(pickle.nodes[0] ?? '')
  const failure = records.at(-1)?.failures[0]
  return {
    id: scenarioId(pickle.uri, pickle.name),
    name: pickle.name,
    feature: feature?.name ?? pickle.uri,
    description: feature?.description ?? '',
    ...(node?.rule !== undefined && { rule: node.rule }),
    uri: pickle.uri,
    line: node?.line ?? 0,
    level: levelOf(pickle),
    tags: pickle.tags,
    verdict: last.verdict,
    reason: last.reason,
    seconds: last.seconds,
    attempts,
    figures: records.at(-1)?.figures ?? [],
    ...(failure && { failure }),
    evidence: [],
  }
}

const neverBegan = 'interrupted before it began'

function toAttempt(
  fold: MessageFold,
  pickle: FoldedPickle,
  testCase: FoldedCase,
  record: FoldedAttempt,
): Attempt {
  const { startedAt, endedAt, notes } = record
  const steps = stepsOf(fold, pickle, testCase, record)
  const judged = judgeAttempt({ steps, notes, finished: endedAt !== undefined })
  const open = record.damaged && judged.verdict === 'passed'
  return {
    ...(open ? { verdict: 'inconclusive', reason: unreadable } : judged),
    seconds: endedAt === undefined ? 0 : endedAt - startedAt,
    startedAt: new Date(startedAt * 1000).toISOString(),
    steps,
  }
}

const unreadable = 'part of its record cannot be read'

function stepsOf(
  fold: MessageFold,
  pickle: FoldedPickle,
  testCase: FoldedCase,
  record: FoldedAttempt,
): StepResult[] {
  const nodes = fold.features.get(pickle.uri)?.nodes
  return testCase.steps.map(({ id, pickleStepId }) => {
    const step = pickle.steps.find(candidate => candidate.id === pickleStepId)
    const { status = 'UNKNOWN', seconds = 0, message } = record.steps.get(id) ?? {}
    return {
      keyword: nodes?.get(step?.node ?? '')?.keyword ?? '',
      text: step?.text ?? 'before or after the scenario',
      hook: step === undefined,
      status,
      seconds,
      ...(message !== undefined && { message }),
      ...(step?.table && { table: step.table }),
      ...(step?.block !== undefined && { block: step.block }),
    }
  })
}

/** The strictest of its tags: a scenario is required unless it says that it is not. */
function levelOf({ tags }: FoldedPickle): Level {
  if (tags.includes('@must')) return 'must'
  if (tags.includes('@should')) return 'should'
  return tags.includes('@inform') ? 'inform' : 'must'
}

/** The sentence and how sure it is; empty where there is no diagnosis. */
export function saidBy(diagnosis: ScenarioResult['diagnosis']): string {
  return diagnosis === undefined ? '' : `${diagnosis.sentence} (${diagnosis.confidence})`
}
