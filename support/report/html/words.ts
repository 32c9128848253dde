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

const sentences: Record<RunVerdict, string> = {
  accepted: 'Every required promise was put to the test on this cluster, and it kept them all.',
  rejected:
    'The cluster broke at least one required promise. The failures below name each, with what was seen.',
  partial: 'Nothing required was broken in what ran, but not everything required was proven.',
  inconclusive: 'The harness could not know enough to accept or to reject this cluster.',
  'nothing ran': 'No scenario ran, so nothing is known about this cluster.',
}

export function markOf(verdict: Verdict | RunVerdict): string {
  return marks[verdict]
}

export function verdictSentence(verdict: RunVerdict): string {
  return sentences[verdict]
}

/** `accepted` → `Accepted`. */
export function label(verdict: RunVerdict): string {
  return verdict.charAt(0).toUpperCase() + verdict.slice(1)
}

/** Class name of a verdict. */
export function toneOf(verdict: Verdict | RunVerdict): string {
  return verdict === 'not supported' ? 'unsupported' : verdict === 'nothing ran' ? 'nothing' : verdict
}

export function byFeature(scenarios: ScenarioResult[]): [string, ScenarioResult[]][] {
  return [...Map.groupBy(scenarios, ({ feature }) => feature)]
}
