/**
 * junit.xml as CI systems read it: a root with one suite for each feature, unique names, the reason of what was
 * skipped, `error` where the harness could not know, `failure` where the cluster failed, earlier attempts as Surefire
 * writes them. Cucumber's own writer has none of these.
 *
 * Only what the schema of Jenkins' xUnit plugin allows (junit-10.xsd), which is the strictest in use: hence the file on
 * the suite and the level as the case's group. GitLab and the GitHub reporters read all of it.
 */
import type { RunResults } from './results.ts'
import { type Attempt, type ScenarioResult, saidBy } from './scenarios.ts'
import { isProblem, type Verdict } from './verdicts.ts'
import { uniqueNames, visible, visibleLine } from './visible.ts'

/** In pieces, one for each case. */
export function* renderJunit(results: RunResults): Generator<string> {
  const { scenarios } = results
  const { tests = '', failures = '', errors = '', time = '' } = totals(scenarios)
  const root = attributes({ name: 'stateproof', tests, failures, errors, time })
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${root}>\n`
  for (const [uri, members] of Map.groupBy(scenarios, ({ uri }) => uri)) yield* suite(uri, members, results)
  yield '</testsuites>\n'
}

function* suite(uri: string, scenarios: ScenarioResult[], results: RunResults): Generator<string> {
  const begun = scenarios.flatMap(({ attempts }) => attempts.map(({ startedAt }) => startedAt)).sort()[0]
  const head = attributes({
    name: scenarios[0]?.feature ?? uri,
    ...totals(scenarios),
    ...(begun !== undefined && { timestamp: begun.slice(0, 19) }),
    file: uri,
  })
  yield `  <testsuite${head}>\n    <properties>\n${properties(results)}    </properties>\n`
  const names = uniqueNames(scenarios.map(({ name }) => visibleLine(name)))
  for (const [index, scenario] of scenarios.entries())
    yield testcase(scenario, names[index] ?? '', results.facts?.folder)
  yield '  </testsuite>\n'
}

function properties({ facts, verdict, incomplete = [] }: RunResults): string {
  const values = {
    verdict,
    run: facts?.runId,
    'cluster.version': facts?.cluster.version,
    'cluster.context': facts?.cluster.context,
    harness: facts?.harnessVersion,
    incomplete: incomplete.join('; ') || undefined,
  }
  return Object.entries(values)
    .flatMap(([name, value]) =>
      value === undefined ? [] : [`      <property${attributes({ name, value })}/>\n`],
    )
    .join('')
}

function testcase(scenario: ScenarioResult, name: string, folder = ''): string {
  const { seconds, id, level } = scenario
  const classname = id.split('/').slice(0, -1).join('.')
  const details = [outcome(scenario), ...earlierAttempts(scenario), output(scenario, folder)]
    .filter(Boolean)
    .map(line => `      ${line}\n`)
    .join('')
  const head = attributes({ classname, name, time: seconds.toFixed(3), group: level })
  return details === '' ? `    <testcase${head}/>\n` : `    <testcase${head}>\n${details}    </testcase>\n`
}

function outcome({ verdict, reason, failure, diagnosis }: ScenarioResult): string {
  if (verdict === 'passed') return ''
  const said = isProblem({ verdict }) ? reason : `${verdict}: ${reason}`
  // Why it happened before what was seen of it.
  const text = diagnosis === undefined ? said : `${saidBy(diagnosis)}\n${said}`
  const message = visibleLine(diagnosis?.sentence ?? said.split('\n')[0] ?? '')
  const type = failure?.code ?? verdict
  const element = elements[verdict]
  return `<${element}${attributes({ message, type })}>${escapeXml(visible(text))}</${element}>`
}

const elements: Record<Exclude<Verdict, 'passed'>, string> = {
  failed: 'failure',
  inconclusive: 'error',
  'not supported': 'skipped',
  skipped: 'skipped',
}

/** `flaky…` when the last attempt passed, `rerun…` otherwise. */
function earlierAttempts({ attempts, verdict }: ScenarioResult): string[] {
  const prefix = verdict === 'passed' ? 'flaky' : 'rerun'
  return attempts.slice(0, -1).map((attempt: Attempt) => {
    const element = `${prefix}${attempt.verdict === 'inconclusive' ? 'Error' : 'Failure'}`
    const head = attributes({ message: visibleLine(attempt.reason), type: attempt.verdict })
    return `<${element}${head}><stackTrace>${escapeXml(visible(attempt.reason))}</stackTrace></${element}>`
  })
}

/** Figures, and evidence in the form that GitLab turns into links: paths from where the run was started. */
function output({ figures, evidence }: ScenarioResult, folder: string): string {
  const lines = [
    ...figures.map(({ name, value, unit }) => `${visibleLine(name)}: ${value} ${unit}`),
    ...evidence.map(path => `[[ATTACHMENT|${visibleLine(folder === '' ? path : `${folder}/${path}`)}]]`),
  ]
  return lines.length === 0 ? '' : `<system-out>${escapeXml(lines.join('\n'))}</system-out>`
}

function totals(scenarios: readonly ScenarioResult[]): Record<string, string> {
  const count = (...verdicts: Verdict[]) =>
    String(scenarios.filter(({ verdict }) => verdicts.includes(verdict)).length)
  const time = scenarios.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3)
  return {
    tests: String(scenarios.length),
    failures: count('failed'),
    errors: count('inconclusive'),
    skipped: count('skipped', 'not supported'),
    time,
  }
}

function attributes(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(visibleLine(value))}"`)
    .join('')
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
