/** report.json: the results for machines, versioned, with keys in a fixed order, so that the same run gives the same bytes. */
import type { RunResults } from './results.ts'

export function renderJson({
  verdict,
  reasons,
  counts,
  scenarios,
  redactions,
  notSelected,
  facts,
  end,
}: RunResults): string {
  const report = {
    apiVersion: 'stateproof.dev/v1alpha1',
    kind: 'ConformanceReport',
    verdict,
    reasons,
    counts,
    run: facts ?? null,
    end: end ?? null,
    scenarios: scenarios.map(({ description: _, ...scenario }) => ({
      ...scenario,
      seconds: round(scenario.seconds),
    })),
    redactions: redactions ?? [],
    notSelected,
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
