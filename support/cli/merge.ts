/** The verb `merge`: joins the runs of a selection that was split (`run --shard i/n`) into one run folder. */
import { join, resolve } from 'node:path'
import { prepareMerge } from '../report/merge/merge-runs.ts'
import { exitCodeOf } from '../report/results.ts'
import type { Settings } from '../settings.ts'
import { openOutput } from './output.ts'
import { folderSeenFromHere, makeOutputDir } from './output-dir.ts'
import { noteStepSummary } from './step-summary.ts'

/** @returns the exit code of the joined run's verdict. */
export async function mergeRuns(settings: Settings, ...directories: string[]): Promise<number> {
  const merge = await prepareMerge(directories.map(directory => resolve(directory)))
  const outputDir = makeOutputDir(settings.outputDir ?? join('reports', merge.runId))
  try {
    const results = await merge.writeTo(outputDir.path, folderSeenFromHere(outputDir.path))
    openOutput(settings).results(results, outputDir.path)
    noteStepSummary(results)
    return exitCodeOf(results)
  } catch (error) {
    outputDir.withdraw()
    throw error
  }
}
