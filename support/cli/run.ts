/**
 * The verb `run`: select, acquire a cluster, run the scenarios on it, remove what they made, write the report.
 * Reads like a table of contents; knows nothing of how a scenario works.
 */
import { mkdirSync, readdirSync, rmdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chooseProvider } from '../cluster/provider.ts'
import { exitCodes, Failure, messageOf } from '../failure.ts'
import { exitCodeOf, writeReport } from '../report/write-report.ts'
import type { Settings } from '../settings.ts'
import { listenForInterrupts } from './interrupts.ts'
import { openOutput } from './output.ts'
import { openRecord } from './record-run.ts'
import { runScenarios } from './run-scenarios.ts'
import { selectScenarios } from './select-scenarios.ts'

/** @returns the exit code of the run's verdict. */
export async function run(settings: Settings): Promise<number> {
  const selected = await selectScenarios(settings)
  const output = openOutput(settings)
  using interrupts = listenForInterrupts(output.note)
  const acquired = await chooseProvider(settings).acquire({
    progress: output.progress,
    signal: interrupts.signal,
  })
  const runId = newRunId(new Date())
  const outputDir = makeOutputDir(settings.outputDir ?? join('reports', runId))
  const record = await openRecord({ runId, outputDir, settings, acquired }).catch(error => {
    removeIfEmpty(outputDir)
    throw error
  })
  output.header(record.facts)
  const trouble = await runScenarios({
    runId,
    outputDir,
    settings,
    selected,
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
  const results = await writeReport(outputDir)
  output.results(results, outputDir)
  return exitCodeOf(results)
}

/** @throws Failure `output-dir` (exit code 2) when it cannot be made. */
function makeOutputDir(path: string): string {
  const directory = resolve(path)
  try {
    mkdirSync(directory, { recursive: true })
    return directory
  } catch (cause) {
    throw new Failure({
      code: 'output-dir',
      what: 'make the output folder',
      on: directory,
      got: messageOf(cause),
      hint: 'name another with --output-dir',
      exitCode: exitCodes.usage,
      cause,
    })
  }
}

/** A run that could not begin leaves no folder; one that the user had made and filled stays. */
function removeIfEmpty(directory: string): void {
  if (readdirSync(directory).length === 0) rmdirSync(directory)
}

/** `20261124t070241z-k3f9`: sorts by time, is a legal file name and label value, does not repeat. */
function newRunId(now: Date): string {
  const time = now.toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '').toLowerCase()
  return `${time}-${Math.random().toString(36).slice(2, 6).padEnd(4, '0')}`
}
