/**
 * ctrf.json: the results in the Common Test Report Format (https://ctrf.io, specification 1.0.0). What could not be
 * judged is `other`, never `passed`; our own word for it is the raw status.
 */
import type { RunResults } from './results.ts'
import type { Attempt, ScenarioResult } from './scenarios.ts'
import type { Verdict } from './verdicts.ts'
import { visible, visibleJson, visibleLine } from './visible.ts'

type Status = 'passed' | 'failed' | 'skipped' | 'other'

const statuses: Record<Verdict, Status> = {
  passed: 'passed',
  failed: 'failed',
  inconclusive: 'other',
  'not supported': 'skipped',
  skipped: 'skipped',
}

/** In pieces, one for each test. */
export function* renderCtrf(results: RunResults): Generator<string> {
  const { facts, scenarios } = results
  const head = {
    reportFormat: 'CTRF',
    specVersion: '1.0.0',
    ...(facts && { runId: visibleLine(facts.runId) || 'unknown' }),
    generatedBy: 'stateproof',
  }
  const tool = { name: 'stateproof', ...(facts && { version: visibleLine(facts.harnessVersion) }) }
  yield `${visibleJson(head).slice(0, -1)},\n"results":{"tool":${visibleJson(tool)},\n`
  yield `"summary":${visibleJson(summaryOf(results))},\n"tests":[`
  for (const [index, scenario] of scenarios.entries())
    yield `${index === 0 ? '' : ','}\n${visibleJson(toTest(scenario))}`
  yield `\n],\n"environment":${visibleJson(environmentOf(results))}}}\n`
}

function summaryOf({ scenarios, facts, end, verdict, reasons }: RunResults) {
  const count = (status: Status) => scenarios.filter(({ verdict }) => statuses[verdict] === status).length
  const times = scenarios.flatMap(({ attempts }) => attempts.map(timesOf))
  const first = times.reduce((earliest, { start }) => Math.min(earliest, start), Number.POSITIVE_INFINITY)
  const start = msOf(facts?.startedAt) ?? (Number.isFinite(first) ? first : 0)
  const stop = msOf(end?.finishedAt) ?? times.reduce((latest, { stop }) => Math.max(latest, stop), 0)
  return {
    tests: scenarios.length,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    pending: 0,
    other: count('other'),
    flaky: scenarios.filter(isFlaky).length,
    suites: new Set(scenarios.map(({ uri }) => uri)).size,
    start,
    stop: Math.max(start, stop),
    extra: { verdict, reasons: reasons.map(visibleLine) },
  }
}

function toTest(scenario: ScenarioResult) {
  const { id, name, verdict, reason, seconds, feature, uri, line, level, tags, attempts } = scenario
  const last = attempts.at(-1)
  return {
    testId: id,
    name: visibleLine(name) || id,
    status: statuses[verdict],
    rawStatus: verdict,
    duration: Math.round(seconds * 1000),
    ...(last && timesOf(last)),
    suite: [...id.split('/').slice(0, 1), visibleLine(feature)],
    ...(reason !== '' && { message: visible(reason) }),
    ...(line > 0 && { line }),
    filePath: visibleLine(uri),
    type: 'e2e',
    tags: tags.map(visibleLine),
    labels: { level },
    ...retriesOf(scenario),
    ...(last && { steps: last.steps.filter(({ hook }) => !hook).map(toStep) }),
    ...attachmentsOf(scenario),
    ...figuresOf(scenario),
  }
}

function retriesOf({ attempts, verdict }: ScenarioResult) {
  if (attempts.length < 2) return {}
  const earlier = attempts.slice(0, -1).map((attempt, index) => ({
    attempt: index + 1,
    status: statuses[attempt.verdict],
    duration: Math.round(attempt.seconds * 1000),
    ...(attempt.reason !== '' && { message: visible(attempt.reason) }),
  }))
  return { retries: earlier.length, retryAttempts: earlier, flaky: isFlaky({ attempts, verdict }) }
}

function toStep({ keyword, text, status }: Attempt['steps'][number]) {
  const known: Record<string, Status> = { PASSED: 'passed', FAILED: 'failed', SKIPPED: 'skipped' }
  return { name: visibleLine(`${keyword} ${text}`), status: known[status] ?? 'other' }
}

function attachmentsOf({ evidence }: ScenarioResult) {
  if (evidence.length === 0) return {}
  const attachments = evidence.map(path => ({
    name: visibleLine(path.split('/').at(-1) ?? path),
    contentType: path.endsWith('.yaml') ? 'application/yaml' : 'text/plain',
    path: visibleLine(path),
  }))
  return { attachments }
}

function figuresOf({ figures }: ScenarioResult) {
  const list = figures.map(figure => ({ ...figure, name: visibleLine(figure.name) }))
  return list.length === 0 ? {} : { extra: { figures: list } }
}

function environmentOf({ facts }: RunResults) {
  if (facts === undefined) return {}
  const { cluster } = facts
  const extra = {
    kubernetes: visibleLine(cluster.version),
    context: visibleLine(cluster.context),
    nodes: cluster.nodes.length,
  }
  const part = facts.shard && { shardId: `${facts.shard.index}/${facts.shard.count}` }
  return { testEnvironment: visibleLine(cluster.context), ...part, extra }
}

function timesOf({ startedAt, seconds }: Attempt): { start: number; stop: number } {
  const start = Date.parse(startedAt)
  return { start, stop: start + Math.round(seconds * 1000) }
}

function isFlaky({ attempts, verdict }: Pick<ScenarioResult, 'attempts' | 'verdict'>): boolean {
  return attempts.length > 1 && verdict === 'passed'
}

function msOf(time: string | undefined): number | undefined {
  const ms = Date.parse(time ?? '')
  return Number.isNaN(ms) ? undefined : ms
}
