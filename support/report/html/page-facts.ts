/**
 * Everything that the page is made of, and how it is asked for: results in memory, evidence from the disk only when its
 * turn comes.
 *
 * Only a shape, and the names by which parts of the page point at each other.
 */
import type { RunResults } from '../results.ts'
import type { ScenarioResult } from '../scenarios.ts'
import type { Timelines } from '../timeline/collect-timelines.ts'

export interface EvidenceText {
  text: string
  /** Bytes in the middle that are not in `text`, which has a line that says so. */
  leftOutBytes: number
}

export interface PageFacts {
  results: RunResults
  timelines: Timelines
  /** SHA-256 by path, of the record and the evidence. */
  hashes: ReadonlyMap<string, string>
  evidence(path: string): EvidenceText
}

/** More scenarios than this, and pictures are drawn only of those that did not pass. */
export const mostPicturedScenarios = 200

/** Fragment by which a scenario is found on the page: among all (`s`), or among those that went wrong (`f`). */
export function anchorOf(kind: 's' | 'f', results: RunResults, scenario: ScenarioResult): string {
  return `${kind}${positionOf(results, scenario)}`
}

const positions = new WeakMap<RunResults, Map<ScenarioResult, number>>()

/** From 1; looked up once for each run, since a search for each scenario would be quadratic. */
function positionOf(results: RunResults, scenario: ScenarioResult): number {
  const known = positions.get(results) ?? new Map(results.scenarios.map((one, index) => [one, index + 1]))
  positions.set(results, known)
  return known.get(scenario) ?? 0
}
