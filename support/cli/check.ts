/** The verb `check`: the preflight by itself. Makes no cluster, and leaves nothing behind. */
import { removeRun } from '../cluster/cleanup.ts'
import { chooseProvider } from '../cluster/provider.ts'
import { exitCodes } from '../failure.ts'
import { plainLine } from '../plain-text.ts'
import { isUnusable } from '../preflight/preflight.ts'
import type { Finding } from '../record.ts'
import type { ScenarioResult } from '../report/scenarios.ts'
import type { Settings } from '../settings.ts'
import { listenForInterrupts } from './interrupts.ts'
import { printResult } from './output.ts'
import { inspect, prepare } from './prepare.ts'
import { newRunId } from './run-id.ts'
import { selectScenarios } from './select-scenarios.ts'

/** @returns 0 when a run can begin, 3 when not. */
export async function check(settings: Settings): Promise<number> {
  const selected = await selectScenarios(settings)
  const note = (text: string) => void process.stderr.write(`${text}\n`)
  using interrupts = listenForInterrupts(note)
  const prepared = await prepare(settings, await chooseProvider(settings).find())
  const { context, server, version } = prepared.fingerprint
  note(plainLine(`Context ${context}, server ${server}, Kubernetes ${version}`))
  const runId = newRunId(new Date())
  const findings = await inspect(prepared, { settings, runId, selected, signal: interrupts.signal })
  const all = [...findings, ...asFindings(prepared.lacking, selected)]
  const usable = !isUnusable(all)
  const answer = { context, server, version, usable, findings: all }
  // Whoever reads it need not wait for the namespace of the probes, which Kubernetes deletes after 5 s at the earliest.
  const isText = settings.output === 'text'
  if (isText) await printResult(settings, answer, () => describeFindings(all, usable))
  const left = await removeRun(prepared.cluster, {
    runId,
    onWaiting: note,
    ...(settings.namespace && { namespace: settings.namespace }),
  })
  if (!isText) await printResult(settings, { ...answer, leftBehind: left }, () => '')
  for (const one of left) note(`left behind: ${plainLine(one)}`)
  if (interrupts.interrupted) return exitCodes.interrupted
  return usable && left.length === 0 ? exitCodes.accepted : exitCodes.environment
}

/** Capabilities that lack, for those who need them. */
function asFindings(lacking: Record<string, string>, selected: readonly ScenarioResult[]): Finding[] {
  return Object.entries(lacking)
    .map(([tag, reason]): Finding => {
      const scenarios = selected.filter(({ tags }) => tags.includes(tag)).map(({ id }) => id)
      return { code: tag, outcome: 'limits', sentence: reason, scenarios, verdict: 'not supported' }
    })
    .filter(({ scenarios }) => scenarios.length > 0)
}

const words: Record<Finding['outcome'], string> = {
  ok: 'ok    ',
  warning: 'WARN  ',
  limits: 'LIMITS',
  unusable: 'STOP  ',
  unknown: '?     ',
  skipped: 'skip  ',
}

function describeFindings(findings: readonly Finding[], usable: boolean): string {
  const lines = findings.flatMap(describeFinding)
  return [...lines, '', usable ? 'A run can begin.' : 'A run cannot begin.'].join('\n')
}

/** One line, and below it what to do and whom it concerns. */
export function describeFinding({ code, outcome, sentence, fix, scenarios, verdict }: Finding): string[] {
  const concerned =
    scenarios.length === 0 || outcome === 'ok'
      ? []
      : [`${scenarios.length} scenarios${verdict === undefined ? '' : ` ${verdict}`}: ${firstOf(scenarios)}`]
  const below = [...(fix === undefined ? [] : [`fix: ${fix}`]), ...concerned]
  return [
    `${words[outcome]}  ${code.padEnd(15)}  ${plainLine(sentence)}`,
    ...below.map(text => `        ${plainLine(text)}`),
  ]
}

const mostNamed = 3

function firstOf(scenarios: readonly string[]): string {
  const named = scenarios.slice(0, mostNamed).join(', ')
  return scenarios.length > mostNamed ? `${named} and ${scenarios.length - mostNamed} more` : named
}
