/** Adds a run's summary to the step of a GitHub workflow, where GitHub asks for one. */
import { appendFileSync, statSync } from 'node:fs'
import { messageOf } from '../failure.ts'
import type { RunResults } from '../report/results.ts'
import { renderStepSummary, summaryLimitBytes } from '../report/step-summary.ts'

/** Where it cannot be written, a note says so: the verdict does not depend on it. */
export function noteStepSummary(results: RunResults): void {
  const file = process.env.GITHUB_STEP_SUMMARY
  if (!file) return
  try {
    const there = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    appendFileSync(file, renderStepSummary(results, summaryLimitBytes - there))
  } catch (error) {
    process.stderr.write(`the summary for GitHub could not be written: ${messageOf(error)}\n`)
  }
}
