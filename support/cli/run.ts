/**
 * The verb `run`: acquire a cluster, run the scenarios on it, write the report, say the verdict.
 * Reads like a table of contents; knows nothing of how a scenario works.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chooseProvider } from '../cluster/provider.ts'
import type { Settings } from '../settings.ts'
import { exitCodeOf, writeReport } from '../report/write-report.ts'
import { listenForInterrupts } from './interrupts.ts'
import { openOutput } from './output.ts'
import { openRecord } from './record-run.ts'
import { runScenarios } from './run-scenarios.ts'

/** @returns the exit code of the run's verdict. */
export async function run(settings: Settings): Promise<number> {
  const runId = newRunId(new Date())
  const outputDir = resolve(settings.outputDir ?? join('reports', runId))
  const output = openOutput(settings)
  using interrupts = listenForInterrupts(output.note)
  const cluster = await chooseProvider(settings).acquire({ progress: output.progress, signal: interrupts.signal })
  mkdirSync(outputDir, { recursive: true })
  const record = await openRecord({ runId, outputDir, settings, cluster })
  output.header(record.facts)
  const end = await runScenarios({ runId, outputDir, settings, cluster, record, output, interrupts })
  await record.finish(end)
  const results = await writeReport(outputDir)
  output.results(results, outputDir)
  return exitCodeOf(results)
}

/** `2026-11-24T07-02-41Z-k3f9`: sorts by time, is a legal file name and label value, does not repeat. */
function newRunId(now: Date): string {
  const time = now.toISOString().replace(/\.\d+Z$/, 'Z').replaceAll(':', '-').toLowerCase()
  return `${time}-${Math.random().toString(36).slice(2, 6).padEnd(4, '0')}`
}
