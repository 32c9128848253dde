/** A comparison for programs: one document, versioned like report.json. */
import { reportVersion } from '../report-json.ts'
import type { RunComparison } from './compare-runs.ts'

export function diffAsJson(comparison: RunComparison): object {
  const { regressions, open } = comparison
  const result = regressions.length > 0 ? 'regression' : open.length > 0 ? 'open' : 'no regression'
  return { apiVersion: reportVersion, kind: 'RunComparison', result, ...comparison }
}
