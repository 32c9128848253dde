/**
 * The verb `run`: select, acquire a cluster, run the scenarios on it, remove what they made, write the report.
 * Reads like a table of contents; knows nothing of how a scenario works.
 */
import { join } from 'node:path'
import { chooseProvider } from '../cluster/provider.ts'
import type { ShardFacts } from '../record.ts'
import { exitCodeOf, writeReport } from '../report/write-report.ts'
import type { Settings } from '../settings.ts'
import { listenForInterrupts } from './interrupts.ts'
import { type Output, openOutput } from './output.ts'
import { makeOutputDir, type OutputDir } from './output-dir.ts'
import { openRecord } from './record-run.ts'
import { runScenarios } from './run-scenarios.ts'
import { inShard, selectScenarios, shardFacts } from './select-scenarios.ts'
import { noteStepSummary } from './step-summary.ts'

/** @returns the exit code of the run's verdict. */
export async function run(settings: Settings): Promise<number> {
  const selection = await selectScenarios(settings)
  inShard(selection, settings)
  const runId = newRunId(new Date())
  const outputDir = makeOutputDir(settings.outputDir ?? join('reports', runId))
  const output = openOutput(settings)
  using interrupts = listenForInterrupts(output.note)
  const { acquired, record } = await begin({
    runId,
    outputDir,
    settings,
    shard: shardFacts(selection, settings),
    output,
    signal: interrupts.signal,
  })
  output.header(record.facts)
  const trouble = await runScenarios({
    runId,
    outputDir: outputDir.path,
    settings,
    selected: selection,
    acquired,
    lacking: record.lacking,
    output,
  })
  const leftBehind = await record.removeAll()
  record.finish({
    interrupted: interrupts.interrupted,
    leftBehind,
    ...(trouble !== undefined && { trouble }),
  })
  const results = await writeReport(outputDir.path, { justEnded: true })
  output.results(results, outputDir.path)
  noteStepSummary(results)
  return exitCodeOf(results)
}

interface Beginning {
  runId: string
  outputDir: OutputDir
  settings: Settings
  shard: ShardFacts | undefined
  output: Output
  signal: AbortSignal
}

/** A cluster, and the first line of the record. A run that cannot begin leaves no folder behind. */
async function begin({ runId, outputDir, settings, shard, output, signal }: Beginning) {
  try {
    const acquired = await chooseProvider(settings).acquire({ progress: output.progress, signal })
    const record = await openRecord({ runId, outputDir: outputDir.path, settings, shard, acquired })
    return { acquired, record }
  } catch (error) {
    outputDir.withdraw()
    throw error
  }
}

/** `20261124t070241z-k3f9`: sorts by time, is a legal file name and label value, does not repeat. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '').toLowerCase()
  return `${time}-${Math.random().toString(36).slice(2, 6).padEnd(4, '0')}`
}
