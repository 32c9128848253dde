/** Words, marks and tones for verdicts: always all three, so that no one depends on colour. */
import type { ScenarioResult } from '../scenarios.ts'
import type { RunVerdict, Verdict } from '../verdicts.ts'

const marks: Record<Verdict | RunVerdict, string> = {
  passed: '✓',
  accepted: '✓',
  failed: '✗',
  rejected: '✗',
  inconclusive: '?',
  partial: '◐',
  'not supported': '–',
  skipped: '–',
  'nothing ran': '–',
}

export function markOf(verdict: Verdict | RunVerdict): string {
  return marks[verdict]
}

/** `accepted` → `Accepted`. */
export function label(verdict: RunVerdict): string {
  return verdict.charAt(0).toUpperCase() + verdict.slice(1)
}

/** Class name of a verdict. */
export function toneOf(verdict: Verdict | RunVerdict): string {
  return verdict === 'not supported' ? 'unsupported' : verdict === 'nothing ran' ? 'nothing' : verdict
}

export function byFeature(scenarios: readonly ScenarioResult[]): [string, ScenarioResult[]][] {
  return [...Map.groupBy(scenarios, ({ feature }) => feature)]
}

/** `3 scenarios`, `1 scenario`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** The worst of several, as a reader would name a feature: one failure makes it failed. */
export function worstOf(scenarios: readonly ScenarioResult[]): Verdict {
  const order: Verdict[] = ['failed', 'inconclusive', 'not supported', 'skipped']
  return order.find(verdict => scenarios.some(scenario => scenario.verdict === verdict)) ?? 'passed'
}
