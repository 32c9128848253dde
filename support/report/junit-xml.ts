/**
 * junit.xml as CI systems read it: a root with one suite for each feature, unique names, the reason of what was
 * skipped, `error` where the harness could not know, `failure` where the cluster failed, earlier attempts as Surefire
 * writes them. Cucumber's own writer has none of these.
 */
import type { RunResults } from './results.ts'
import type { ScenarioResult } from './scenarios.ts'

export function renderJunit(results: RunResults): string {
  const suites = Map.groupBy(results.scenarios, ({ uri }) => uri)
  const body = [...suites].map(([uri, scenarios]) => suite(uri, scenarios, results)).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: 'stateproof', ...totals(results.scenarios) })}>\n${body}</testsuites>\n`
}

function suite(uri: string, scenarios: ScenarioResult[], { facts }: RunResults): string {
  const properties = {
    run: facts?.runId,
    'cluster.version': facts?.cluster.version,
    'cluster.context': facts?.cluster.context,
    harness: facts?.harnessVersion,
  }
  const lines = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [`      <property${attributes({ name, value })}/>\n`],
  )
  const begun = scenarios.flatMap(({ attempts }) => attempts.map(({ startedAt }) => startedAt)).sort()[0]
  const head = attributes({
    name: scenarios[0]?.feature ?? uri,
    ...totals(scenarios),
    ...(begun !== undefined && { timestamp: begun.slice(0, 19) }),
  })
  return `  <testsuite${head}>\n    <properties>\n${lines.join('')}    </properties>\n${scenarios.map(testcase).join('')}  </testsuite>\n`
}

function testcase(scenario: ScenarioResult): string {
  const { uri, name, seconds, id, level } = scenario
  const classname = id.split('/').slice(0, -1).join('.')
  const details = [outcome(scenario), ...earlierAttempts(scenario), output(scenario)]
    .filter(Boolean)
    .map(line => `      ${line}\n`)
    .join('')
  return `    <testcase${attributes({ classname, name, file: uri, time: seconds.toFixed(3) })}>\n      <properties><property${attributes({ name: 'level', value: level })}/></properties>\n${details}    </testcase>\n`
}

function outcome({ verdict, reason, diagnosis }: ScenarioResult): string {
  const message = attributes({ message: diagnosis?.sentence ?? reason.split('\n')[0] ?? '' })
  const text = escapeXml(
    diagnosis === undefined ? reason : `${diagnosis.sentence} (${diagnosis.confidence})\n${reason}`,
  )
  if (verdict === 'failed') return `<failure${message}>${text}</failure>`
  if (verdict === 'inconclusive') return `<error${message}>${text}</error>`
  if (verdict === 'passed') return ''
  return `<skipped${attributes({ message: `${verdict}: ${reason}` })}>${escapeXml(`${verdict}: ${reason}`)}</skipped>`
}

function earlierAttempts({ attempts, verdict }: ScenarioResult): string[] {
  const element = verdict === 'passed' ? 'flakyFailure' : 'rerunFailure'
  return attempts.slice(0, -1).map(({ reason }) => `<${element}${attributes({ message: reason })}/>`)
}

/** Figures, and evidence in the form that GitLab and Jenkins turn into links. */
function output({ figures, evidence }: ScenarioResult): string {
  const lines = [
    ...figures.map(({ name, value, unit }) => `${name}: ${value} ${unit}`),
    ...evidence.map(path => `[[ATTACHMENT|${path}]]`),
  ]
  return lines.length === 0 ? '' : `<system-out>${escapeXml(lines.join('\n'))}</system-out>`
}

function totals(scenarios: ScenarioResult[]): Record<string, string> {
  const count = (...verdicts: string[]) =>
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
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('')
}

/** Also drops what XML 1.0 cannot hold at all (control characters, lone surrogates, U+FFFE and U+FFFF). */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}
