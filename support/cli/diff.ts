/** The verb `diff`: compares two runs, and says with its exit code whether anything got worse. */
import { resolve } from 'node:path'
import { compareRuns, exitCodeOfComparison } from '../report/diff/compare-runs.ts'
import { diffAsJson } from '../report/diff/diff-json.ts'
import { diffAsPage } from '../report/diff/diff-page.ts'
import { diffAsText } from '../report/diff/diff-text.ts'
import { readRun } from '../report/results.ts'
import { writeWhole } from '../report/write-whole.ts'
import type { Settings } from '../settings.ts'
import { printResult } from './output.ts'

/** @returns 0 when nothing got worse, 1 when something did, 4 when nobody can say. */
export async function diffRuns(settings: Settings, before: string, after: string): Promise<number> {
  const comparison = compareRuns(await readRun(resolve(before)), await readRun(resolve(after)))
  if (settings.html !== undefined) writeWhole(resolve(settings.html), [diffAsPage(comparison)])
  await printResult(settings, diffAsJson(comparison), () => diffAsText(comparison))
  return exitCodeOfComparison(comparison)
}
