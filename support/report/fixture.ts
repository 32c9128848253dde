/**
 * For tests and benchmarks: the record of a run that never took place, as large and as hostile as asked for, line by line
 * as the harness writes it.
 *
 * Knows nothing of what the report makes of it.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type FailureNote,
  type Figure,
  failureMediaType,
  figureMediaType,
  verdictMediaType,
} from '../record.ts'
import { scenarioId } from '../scenario-id.ts'
import { journalOf, runEnded, runStarted } from './fixture-journal.ts'
import type { Verdict } from './verdicts.ts'

export interface FakeScenario {
  name: string
  feature?: string
  verdict: Verdict
  level?: string
  reason?: string
  failure?: Partial<FailureNote>
  figures?: Figure[]
  /** Texts of its steps. */
  steps?: string[]
  /** By file name. */
  evidence?: Record<string, string>
  /** Put into every place of its journal that a cluster can fill. */
  words?: string
  /** Lines of its journal beside the forty that tell the story. */
  lines?: number
}

export interface FakeRun {
  scenarios: readonly FakeScenario[]
  /** How the run ended; undefined: it was killed. */
  end?: { interrupted?: boolean; trouble?: string; leftBehind?: string[] }
  facts?: object
}

const defaultSteps = ['StatefulSet "web" with 2 Ready Pods', 'all Pods are deleted', '2 new Pods are Ready']
const keywords = ['Given', 'When', 'Then']

export function writeRun(directory: string, { scenarios, end, facts }: FakeRun): void {
  mkdirSync(directory, { recursive: true })
  const [messages, journal] = [join(directory, 'messages.ndjson'), join(directory, 'journal.ndjson')]
  writeFileSync(messages, '')
  writeFileSync(journal, toLines([runStarted(facts)]))
  const features = Map.groupBy(scenarios, ({ feature = 'Pods come back' }) => feature)
  let number = 0
  for (const [feature, own] of features) {
    const uri = `features/fake/${features.size === 1 ? 'pods' : `f${number}`}.feature`
    appendFileSync(messages, toLines([documentOf(feature, uri, own, number)]))
    for (const scenario of own)
      writeScenario({ directory, messages, journal }, { scenario, uri, number: number++ })
  }
  if (end !== undefined) appendFileSync(journal, toLines([runEnded(end)]))
}

interface Files {
  directory: string
  messages: string
  journal: string
}

function writeScenario(
  { directory, messages, journal }: Files,
  { scenario, uri, number }: { scenario: FakeScenario; uri: string; number: number },
): void {
  const id = scenarioId(uri, scenario.name)
  appendFileSync(messages, toLines(messagesOf(scenario, uri, number)))
  if (scenario.verdict !== 'skipped' && scenario.verdict !== 'not supported')
    appendFileSync(journal, toLines(journalOf(id, number, { ...scenario, steps: stepsOf(scenario) })))
  for (const [file, text] of Object.entries(scenario.evidence ?? {})) {
    const path = join(directory, 'evidence', id, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

function stepsOf({ steps = defaultSteps }: FakeScenario): string[] {
  return steps
}

function documentOf(feature: string, uri: string, scenarios: FakeScenario[], first: number) {
  const children = scenarios.map((scenario, index) => ({
    scenario: {
      id: `n${first + index}`,
      location: { line: 10 + index },
      steps: stepsOf(scenario).map((_, step) => ({
        id: `n${first + index}.${step}`,
        keyword: keywords[Math.min(step, 2)],
        location: { line: 11 + index },
      })),
    },
  }))
  const description = '  What must hold for those that keep data.\n\n  Source: Kubernetes documentation.'
  return { gherkinDocument: { uri, feature: { name: feature, description, children } } }
}

function messagesOf(scenario: FakeScenario, uri: string, number: number): object[] {
  const { name, verdict, level = 'must', reason = '', failure, figures = [] } = scenario
  const steps = stepsOf(scenario)
  const run = `a${number}`
  const at = (seconds: number) => ({ seconds: 1_764_000_000 + number * 20 + seconds, nanos: 0 })
  const statuses: Record<Verdict, (step: number) => string> = {
    passed: () => 'PASSED',
    failed: step => (step === steps.length - 1 ? 'FAILED' : 'PASSED'),
    inconclusive: step => (step === steps.length - 1 ? 'FAILED' : 'PASSED'),
    'not supported': () => 'SKIPPED',
    skipped: () => 'SKIPPED',
  }
  const attach = (mediaType: string, note: object) => ({
    attachment: {
      testCaseStartedId: run,
      body: JSON.stringify(note),
      contentEncoding: 'IDENTITY',
      mediaType,
    },
  })
  const hasNote = verdict === 'inconclusive' || verdict === 'skipped' || verdict === 'not supported'
  const pickleSteps = steps.map((text, step) => ({
    id: `p${number}.${step}`,
    text,
    astNodeIds: [`n${number}.${step}`],
  }))
  return [
    {
      pickle: {
        id: `p${number}`,
        uri,
        name,
        language: 'en',
        steps: pickleSteps,
        tags: [{ name: `@${level}` }],
        astNodeIds: [`n${number}`],
      },
    },
    {
      testCase: {
        id: `c${number}`,
        pickleId: `p${number}`,
        testSteps: steps.map((_, step) => ({ id: `s${number}.${step}`, pickleStepId: `p${number}.${step}` })),
      },
    },
    { testCaseStarted: { id: run, testCaseId: `c${number}`, attempt: 0, timestamp: at(0) } },
    ...steps.map((_, step) => {
      const status = statuses[verdict](step)
      const message = status === 'FAILED' ? { message: reason } : {}
      const testStepResult = { status, duration: { seconds: 4, nanos: 0 }, ...message }
      return {
        testStepFinished: {
          testCaseStartedId: run,
          testStepId: `s${number}.${step}`,
          testStepResult,
          timestamp: at(4 * (step + 1)),
        },
      }
    }),
    ...figures.map(figure => attach(figureMediaType, figure)),
    ...(failure === undefined ? [] : [attach(failureMediaType, failure)]),
    ...(hasNote ? [attach(verdictMediaType, { verdict, reason })] : []),
    { testCaseFinished: { testCaseStartedId: run, timestamp: at(4 * steps.length), willBeRetried: false } },
  ]
}

function toLines(objects: readonly object[]): string {
  return objects.map(object => `${JSON.stringify(object)}\n`).join('')
}
