/**
 * report.json: the results for machines, versioned, with keys in a fixed order, so that the same run gives the same
 * bytes. Its shape is schemas/report.schema.json; fields are added to a version, never changed or taken away.
 */
import type { RunResults } from './results.ts'
import type { ScenarioResult } from './scenarios.ts'
import { visibleJson } from './visible.ts'

export const reportVersion = 'stateproof.dev/v1alpha1'

/** In pieces, one for each scenario: the whole may be longer than a string can be. */
export function* renderJson(results: RunResults): Generator<string> {
  const { verdict, reasons, counts, scenarios, notSelected, facts, end, incomplete = [] } = results
  const head = {
    apiVersion: reportVersion,
    kind: 'ConformanceReport',
    verdict,
    reasons,
    complete: incomplete.length === 0,
    incomplete,
    remarks: results.remarks ?? [],
    counts,
    run: facts ?? null,
    end: end ?? null,
    redactions: results.redactions ?? [],
  }
  yield `${visibleJson(head, 2).slice(0, -2)},\n  "scenarios": [`
  for (const [index, scenario] of scenarios.entries())
    yield `${index === 0 ? '' : ','}\n    ${indented(toReport(scenario), '    ')}`
  yield `${scenarios.length === 0 ? '' : '\n  '}],\n  "notSelected": ${indented(
    notSelected.map(({ id }) => id),
    '  ',
  )}\n}\n`
}

/** The feature's own words are in the feature. */
function toReport({ description: _, ...scenario }: ScenarioResult) {
  return { ...scenario, seconds: round(scenario.seconds) }
}

function indented(value: unknown, indent: string): string {
  return visibleJson(value, 2).replaceAll('\n', `\n${indent}`)
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
