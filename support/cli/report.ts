/** The verb `report`: writes the reports of a run again from its record. */
import { resolve } from 'node:path'
import { exitCodeOf, writeReport } from '../report/write-report.ts'
import type { Settings } from '../settings.ts'
import { openOutput } from './output.ts'
import { noteStepSummary } from './step-summary.ts'

/** @returns the exit code of the run's verdict. */
export async function rebuildReport(settings: Settings, directory: string): Promise<number> {
  const results = await writeReport(resolve(directory))
  openOutput(settings).results(results, directory)
  noteStepSummary(results)
  return exitCodeOf(results)
}
