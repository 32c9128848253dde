/**
 * Folds Cucumber's messages into scenarios with their steps, attempts, figures and notes.
 *
 * Every attempt is kept: Cucumber's own formatters show the last one only. Pure; knows nothing of files.
 */
import {
  type Attachment,
  AttachmentContentEncoding,
  type Envelope,
  type Feature,
  type Pickle,
  type TestCase,
} from '@cucumber/messages'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import {
  type FailureNote,
  type Figure,
  failureMediaType,
  figureMediaType,
  type VerdictNote,
  verdictMediaType,
} from '../record.ts'
import { scenarioId } from '../scenario-id.ts'
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

interface Source {
  feature: Feature
  /** By id of a scenario's or step's AST node. */
  nodes: Map<string, { keyword?: string; line: number; rule?: string }>
}

/** @returns the scenarios that were selected, in the features' order, and those that were not. */
export function collectScenarios(envelopes: readonly Envelope[]): {
  scenarios: ScenarioResult[]
  notSelected: { id: string; level: Level }[]
} {
  const sources = new Map<string, Source>()
  const pickles = new Map<string, Pickle>()
  const cases = new Map<string, TestCase>()
  const runs = new Map<string, AttemptRecord>()
  for (const {
    gherkinDocument,
    pickle,
    testCase,
    testCaseStarted,
    testStepFinished,
    attachment,
    testCaseFinished,
  } of envelopes) {
    if (gherkinDocument?.feature) sources.set(gherkinDocument.uri ?? '', indexSource(gherkinDocument.feature))
    if (pickle) pickles.set(pickle.id, pickle)
    if (testCase) cases.set(testCase.pickleId, testCase)
    if (testCaseStarted)
      runs.set(testCaseStarted.id, { started: testCaseStarted, steps: new Map(), attachments: [] })
    if (testStepFinished)
      runs.get(testStepFinished.testCaseStartedId)?.steps.set(testStepFinished.testStepId, testStepFinished)
    if (attachment?.testCaseStartedId) runs.get(attachment.testCaseStartedId)?.attachments.push(attachment)
    if (testCaseFinished)
      Object.assign(runs.get(testCaseFinished.testCaseStartedId) ?? {}, { finished: testCaseFinished })
  }
  const attemptsOf = Map.groupBy(runs.values(), ({ started }) => started.testCaseId)
  const scenarios: ScenarioResult[] = []
  const notSelected: { id: string; level: Level }[] = []
  for (const pickle of pickles.values()) {
    const testCase = cases.get(pickle.id)
    if (testCase === undefined)
      notSelected.push({ id: scenarioId(pickle.uri, pickle.name), level: levelOf(pickle) })
    else
      scenarios.push(toScenario(pickle, testCase, sources.get(pickle.uri), attemptsOf.get(testCase.id) ?? []))
  }
  return { scenarios, notSelected }
}

interface AttemptRecord {
  started: NonNullable<Envelope['testCaseStarted']>
  steps: Map<string, NonNullable<Envelope['testStepFinished']>>
  attachments: Attachment[]
  finished?: NonNullable<Envelope['testCaseFinished']>
}

function toScenario(
  pickle: Pickle,
  testCase: TestCase,
  source: Source | undefined,
  records: AttemptRecord[],
): ScenarioResult {
  const attempts = records.map(record => toAttempt(pickle, testCase, source, record))
  const last = attempts.at(-1) ?? {
    verdict: 'inconclusive' as const,
    reason: 'interrupted before it began',
    seconds: 0,
    startedAt: '',
    steps: [],
  }
  const attachments = records.at(-1)?.attachments ?? []
  const node = source?.nodes.get(pickle.astNodeIds[0] ?? '')
  const [failure] = attached<FailureNote>(attachments, failureMediaType)
  return {
    id: scenarioId(pickle.uri, pickle.name),
    name: pickle.name,
    feature: source?.feature.name ?? pickle.uri,
    description: dedent(source?.feature.description ?? ''),
    ...(node?.rule !== undefined && { rule: node.rule }),
    uri: pickle.uri,
    line: node?.line ?? 0,
    level: levelOf(pickle),
    tags: pickle.tags.map(({ name }) => name),
    verdict: last.verdict,
    reason: last.reason,
    seconds: last.seconds,
    attempts,
    figures: attached<Figure>(attachments, figureMediaType),
    ...(failure && { failure }),
    evidence: [],
  }
}

function toAttempt(
  pickle: Pickle,
  testCase: TestCase,
  source: Source | undefined,
  { started, steps, attachments, finished }: AttemptRecord,
): Attempt {
  const results = testCase.testSteps.map(({ id, pickleStepId }): StepResult => {
    const step = pickle.steps.find(candidate => candidate.id === pickleStepId)
    const result = steps.get(id)?.testStepResult
    const block = step?.argument?.docString?.content
    const table = step?.argument?.dataTable?.rows.map(({ cells }) => cells.map(({ value }) => value))
    return {
      keyword: source?.nodes.get(step?.astNodeIds[0] ?? '')?.keyword ?? '',
      text: step?.text ?? 'before or after the scenario',
      hook: step === undefined,
      status: result?.status ?? 'UNKNOWN',
      seconds: secondsOf(result?.duration),
      ...(result?.message !== undefined && { message: result.message }),
      ...(table && { table }),
      ...(block !== undefined && { block }),
    }
  })
  const notes = attached<VerdictNote>(attachments, verdictMediaType)
  const judged = judgeAttempt({ steps: results, notes, finished: finished !== undefined })
  const seconds = finished === undefined ? 0 : secondsOf(finished.timestamp) - secondsOf(started.timestamp)
  return {
    ...judged,
    seconds,
    startedAt: new Date(secondsOf(started.timestamp) * 1000).toISOString(),
    steps: results,
  }
}

function attached<T>(attachments: Attachment[], mediaType: string): T[] {
  return attachments
    .filter(attachment => attachment.mediaType === mediaType)
    .map(textOf)
    .map(text => JSON.parse(text) as T)
}

function textOf({ body, contentEncoding }: Attachment): string {
  return contentEncoding === AttachmentContentEncoding.BASE64
    ? Buffer.from(body, 'base64').toString('utf8')
    : body
}

function indexSource(feature: Feature): Source {
  const nodes: Source['nodes'] = new Map()
  const index = (children: Feature['children'], rule?: string) => {
    for (const child of children) {
      if (child.rule) index(child.rule.children as Feature['children'], child.rule.name)
      const block = child.scenario ?? child.background
      if (block) nodes.set(block.id, { line: block.location.line, ...(rule !== undefined && { rule }) })
      for (const { id, keyword, location } of block?.steps ?? [])
        nodes.set(id, { keyword: keyword.trim(), line: location.line })
    }
  }
  index(feature.children)
  return { feature, nodes }
}

/** The strictest of its tags: a scenario is required unless it says that it is not. */
function levelOf({ tags }: Pickle): Level {
  const names = tags.map(({ name }) => name)
  if (names.includes('@must')) return 'must'
  if (names.includes('@should')) return 'should'
  return names.includes('@inform') ? 'inform' : 'must'
}

function secondsOf(time: { seconds: number; nanos: number } | undefined): number {
  return time === undefined ? 0 : time.seconds + time.nanos / 1e9
}

function dedent(text: string): string {
  return text
    .split('\n')
    .map(line => line.trim())
    .join('\n')
    .trim()
}
