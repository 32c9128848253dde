/**
 * The verb `run`: select, acquire a cluster, run the scenarios on it, remove what they made, write the report.
 * Reads like a table of contents; knows nothing of how a scenario works.
 */
import { join } from 'node:path'
import { removeRun } from '../cluster/cleanup.ts'
import { exitCodes, Failure } from '../failure.ts'
import type { ShardFacts } from '../record.ts'
import { exitCodeOf, type RunResults, readRun } from '../report/results.ts'
import type { ScenarioResult } from '../report/scenarios.ts'
import { writeReport } from '../report/write-report.ts'
import type { Settings } from '../settings.ts'
import { acquireCluster } from './acquire-cluster.ts'
import { printObjects } from './dry-run.ts'
import { listenForInterrupts } from './interrupts.ts'
import { type Output, openOutput } from './output.ts'
import { makeOutputDir, type OutputDir } from './output-dir.ts'
import { passPreflight } from './pass-preflight.ts'
import type { Prepared } from './prepare.ts'
import { openRecord } from './record-run.ts'
import { newRunId } from './run-id.ts'
import { runScenarios } from './run-scenarios.ts'
import { inShard, selectScenarios, shardFacts } from './select-scenarios.ts'
import { noteStepSummary } from './step-summary.ts'

/** @returns the exit code of the run's verdict. */
export async function run(settings: Settings): Promise<number> {
  const selection = await selectScenarios(settings)
  const selected = inShard(selection, settings)
  if (settings.dryRun) return printObjects(settings, selected)
  assertFitting(settings)
  const runId = newRunId(new Date())
  const outputDir = makeOutputDir(settings.outputDir ?? join('reports', runId))
  const output = openOutput(settings)
  using interrupts = listenForInterrupts(output.note)
  const { prepared, preflight, record } = await begin({
    runId,
    outputDir,
    settings,
    selected,
    shard: shardFacts(selection, settings),
    output,
    signal: interrupts.signal,
  })
  const trouble = await runScenarios({
    runId,
    outputDir: outputDir.path,
    settings,
    selected: selection,
    prepared,
    preflight,
    output,
  })
  const leftBehind = await record.removeAll(output.note)
  record.finish({
    interrupted: interrupts.interrupted,
    leftBehind,
    ...(trouble !== undefined && { trouble }),
  })
  const { results, unwritten } = await reportOn(outputDir.path)
  output.results(results, outputDir.path)
  noteStepSummary(results)
  if (unwritten === undefined) return exitCodeOf(results)
  output.note(`stateproof: ${unwritten.message}`)
  return exitCodeOf(results) || unwritten.exitCode
}

/** Where there is no room for a report, the record still gives a verdict; nothing is accepted without its report. */
async function reportOn(directory: string): Promise<{ results: RunResults; unwritten?: Failure }> {
  try {
    return { results: await writeReport(directory, { justEnded: true }) }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'report-file') throw error
    return { results: await readRun(directory, { justEnded: true }), unwritten: error }
  }
}

interface Beginning {
  runId: string
  outputDir: OutputDir
  settings: Settings
  /** What this run runs: of a selection the shard's part. */
  selected: readonly ScenarioResult[]
  shard: ShardFacts | undefined
  output: Output
  signal: AbortSignal
}

/** A cluster, what is to be known of it, and the first line of the record. A run that cannot begin leaves no folder. */
async function begin(beginning: Beginning) {
  const { outputDir, settings, output, signal } = beginning
  try {
    const prepared = await acquireCluster(settings, { progress: output.progress, signal })
    return await beginOn(prepared, beginning).catch(async error => {
      throw signal.aborted ? await interrupted(prepared, beginning, error) : error
    })
  } catch (error) {
    outputDir.withdraw()
    throw error
  }
}

async function beginOn(
  prepared: Prepared,
  { runId, outputDir, settings, selected, shard, output, signal }: Beginning,
) {
  const { provider, imageSupply } = prepared.acquired
  output.header({ runId, cluster: prepared.fingerprint, ...(imageSupply && { imageSupply }) })
  // On nodes that we made everything is there: it was tried when they were made.
  const withoutProbes = provider === 'kind'
  const question = { settings, runId, selected, signal, withoutProbes }
  const preflight = await passPreflight(prepared, question, output.note)
  const record = await openRecord({ runId, outputDir: outputDir.path, settings, shard, prepared, preflight })
  return { prepared, preflight, record }
}

/** What the preflight had made goes, and is waited for. */
async function interrupted({ cluster }: Prepared, { runId, settings }: Beginning, cause: unknown) {
  const { namespace } = settings
  const left = await removeRun(cluster, { runId, ...(namespace !== undefined && { namespace }) })
  return new Failure({
    code: 'interrupted',
    what: 'begin the run',
    got: `an interruption before the first scenario; ${left.length === 0 ? 'nothing of it is left on the cluster' : `left behind: ${left.join(', ')}`}`,
    exitCode: exitCodes.interrupted,
    cause,
  })
}

/** In one namespace, scenarios have the same names. @throws Failure `settings` (exit code 2). */
function assertFitting({ namespace, parallel }: Settings): void {
  if (namespace === undefined || parallel === 1) return
  throw new Failure({
    code: 'settings',
    what: 'use the settings',
    on: '--namespace with --parallel',
    expected: '--parallel 1: in one namespace one scenario runs after another',
    got: `--parallel ${parallel}`,
    exitCode: exitCodes.usage,
  })
}
