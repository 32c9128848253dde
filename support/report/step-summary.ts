/**
 * The summary of a run as GitHub shows it below a workflow's step: Markdown, what went wrong first, and never longer than
 * GitHub takes, which drops a longer one whole
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands, "step isolation and limits").
 */
import type { RunResults } from './results.ts'
import { type ScenarioResult, saidBy } from './scenarios.ts'
import { isProblem } from './verdicts.ts'
import { visibleLine } from './visible.ts'

/** 1 MiB for all that a step writes; the rest is for the words about what was left out. */
export const summaryLimitBytes = 1024 * 1024 - 4096

/** @param withinBytes how much may be written; what does not fit is counted at the end. */
export function renderStepSummary(results: RunResults, withinBytes = summaryLimitBytes): string {
  const lines = [...headOf(results), ...problemsOf(results), ...featuresOf(results), ...leftOutOf(results)]
  let bytes = 0
  const kept = lines.filter(line => {
    bytes += Buffer.byteLength(line) + 1
    return bytes <= withinBytes
  })
  const missing = lines.length - kept.length
  if (missing > 0) kept.push('', `${missing} more lines did not fit: they are in report.html.`)
  return `${kept.join('\n')}\n`
}

function headOf({ verdict, reasons, counts, scenarios, facts }: RunResults): string[] {
  const parts = Object.entries(counts).filter(([, count]) => count > 0)
  const numbers = parts.map(([name, count]) => `${count} ${name}`).join(', ') || 'none ran'
  const cluster = facts && `${facts.cluster.context}, Kubernetes ${facts.cluster.version}`
  return [
    `## stateproof: ${verdict.toUpperCase()}`,
    '',
    `${scenarios.length} scenarios: ${numbers}.${cluster ? ` ${markdown(cluster)}.` : ''}`,
    ...(reasons.length > 0 ? [''] : []),
    ...reasons.map(reason => `- ${markdown(reason)}`),
    '',
  ]
}

function problemsOf({ scenarios }: RunResults): string[] {
  const found = scenarios.filter(isProblem)
  if (found.length === 0) return []
  const rows = found.map(
    ({ id, name, verdict, reason, diagnosis }) =>
      `| ${verdict} | ${markdown(name)}<br>${markdown(id)} | ${markdown(saidBy(diagnosis))} | ${markdown(reason)} |`,
  )
  return [
    '### What went wrong',
    '',
    '| verdict | scenario | diagnosis | reason |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ]
}

function featuresOf({ scenarios }: RunResults): string[] {
  if (scenarios.length === 0) return []
  const rows = [...Map.groupBy(scenarios, ({ uri }) => uri)].map(([uri, members]) => {
    const passed = members.filter(({ verdict }) => verdict === 'passed').length
    const seconds = members.reduce((sum, scenario) => sum + scenario.seconds, 0)
    const name = members[0]?.feature ?? uri
    return `| ${markdown(name)} | ${passed} of ${members.length} | ${seconds.toFixed(1)} |`
  })
  return [
    '### Results by promise',
    '',
    '| promise | passed | seconds |',
    '| --- | ---: | ---: |',
    ...rows,
    '',
  ]
}

function leftOutOf({ scenarios, notSelected }: RunResults): string[] {
  const out = ({ verdict }: ScenarioResult) => verdict === 'skipped' || verdict === 'not supported'
  const items = scenarios
    .filter(out)
    .map(({ id, verdict, reason }) => `- ${markdown(`${id}: ${verdict}, ${reason}`)}`)
  const unselected = notSelected.length > 0 ? [`- ${notSelected.length} scenarios were not selected`] : []
  const all = [...items, ...unselected]
  return all.length === 0 ? [] : ['### What was not tested', '', ...all, '']
}

/** Text in which nothing is markup, a mention or the border of a cell. */
function markdown(text: string): string {
  return visibleLine(text).replace(/[\\`*_{}[\]<>&|#@!~$]/g, character => `&#${character.charCodeAt(0)};`)
}
