/**
 * The run's own lines in the journal: its facts at the beginning, how it ended at the end. A run without an end was
 * killed, and its report says so.
 */
import { join } from 'node:path'
import { systemClock } from '../clock.ts'
import { removeRun } from '../cluster/cleanup.ts'
import { printableCommand } from '../command.ts'
import { openSink } from '../journal/sink.ts'
import { observed } from '../kubernetes/cluster.ts'
import { recordUses } from '../needs/record-uses.ts'
import { harnessVersion } from '../package.ts'
import {
  type Entry,
  type Finding,
  type RunEnd,
  type RunFacts,
  recordFormat,
  type ShardFacts,
} from '../record.ts'
import { changedSettings, type Settings } from '../settings.ts'
import { folderSeenFromHere } from './output-dir.ts'
import type { Prepared } from './prepare.ts'
import { watchNodes } from './watch-nodes.ts'

export interface RunRecord {
  facts: RunFacts
  /** Waits until everything of the run is gone. @returns what could not be removed. */
  removeAll(onWaiting: (text: string) => void): Promise<string[]>
  finish(end: Omit<RunEnd, 'finishedAt' | 'peakMemoryBytes'>): void
}

export interface RecordRequest {
  runId: string
  outputDir: string
  settings: Settings
  shard?: ShardFacts | undefined
  prepared: Prepared
  preflight: Finding[]
}

/** Writes the run's first line. */
export async function openRecord({
  runId,
  outputDir,
  settings,
  shard,
  prepared,
  preflight,
}: RecordRequest): Promise<RunRecord> {
  const { acquired, cluster } = prepared
  const { namespace } = settings
  const folder = folderSeenFromHere(outputDir)
  const facts: RunFacts = {
    format: recordFormat,
    ...factsOf({ runId, settings, prepared, preflight }),
    ...(shard && { shard }),
    ...(folder !== undefined && { folder }),
    settings: changedSettings(settings),
    ...(namespace !== undefined && { namespace }),
  }
  const sink = openSink(join(outputDir, 'journal.ndjson'))
  let seq = 0
  const append = (entry: Omit<Entry, 'seq' | 'atMs' | 'time'>) => {
    seq += 1
    const [atMs, time] = [systemClock.monotonicMs(), systemClock.now().toISOString()]
    sink.append({ seq, atMs, time, ...entry })
  }
  append({ source: 'run', type: 'started', data: facts })
  const ended = new AbortController()
  await watchNodes(cluster, append, ended.signal)
  const uses = recordUses({ ...acquired, ...(namespace && { namespace }) }, append)
  const removal = { runId, ...(namespace && { namespace }) }
  return {
    facts,
    removeAll: async onWaiting =>
      settings.keep === 'never' ? removeRun(observed(cluster, uses), { ...removal, onWaiting }) : [],
    finish(end) {
      // The kernel counts in KiB (getrusage(2), ru_maxrss), all threads together.
      const peakMemoryBytes = process.resourceUsage().maxRSS * 1024
      const data = { finishedAt: systemClock.now().toISOString(), peakMemoryBytes, ...end }
      ended.abort()
      append({ source: 'run', type: 'finished', data })
      sink.close()
    },
  }
}

/** What is known before the first scenario, wherever the scenarios run. */
export function factsOf({
  runId,
  settings,
  prepared,
  preflight,
}: Pick<RecordRequest, 'runId' | 'settings' | 'prepared' | 'preflight'>): RunFacts {
  const { provider, images, imageSupply } = prepared.acquired
  return {
    runId,
    harnessVersion: harnessVersion(),
    nodeVersion: process.version,
    startedAt: systemClock.now().toISOString(),
    command: printableCommand('stateproof', process.argv.slice(2)),
    ...(settings.tags !== undefined && { tagExpression: settings.tags }),
    parallel: settings.parallel,
    cluster: { provider, ...prepared.fingerprint },
    images: { ...images },
    ...(imageSupply && { imageSupply }),
    deviations: deviationsOf(prepared, settings, preflight),
    preflight,
  }
}

/** What the cluster's provider says, what was asked for, and what the preflight warns of. */
function deviationsOf(
  { acquired }: Prepared,
  { storageClass }: Settings,
  preflight: readonly Finding[],
): string[] {
  return [
    ...acquired.deviations,
    ...(storageClass === undefined ? [] : [`claims are of class ${storageClass}, not of the default class`]),
    ...warningsIn(preflight),
  ]
}

export function warningsIn(preflight: readonly Finding[]): string[] {
  return preflight.filter(({ outcome }) => outcome === 'warning').map(({ sentence }) => sentence)
}
