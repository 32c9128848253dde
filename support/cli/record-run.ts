/**
 * The run's own lines in the journal: its facts at the beginning, how it ended at the end. A run without an end was
 * killed, and its report says so.
 */
import { join } from 'node:path'
import { lackingCapabilities } from '../capabilities.ts'
import { systemClock } from '../clock.ts'
import { removeRun } from '../cluster/cleanup.ts'
import { readFingerprint } from '../cluster/fingerprint.ts'
import type { AcquiredCluster } from '../cluster/provider.ts'
import { printableCommand } from '../command.ts'
import { openSink } from '../journal/sink.ts'
import { connectCluster } from '../kubernetes/cluster.ts'
import { type Entry, type RunEnd, type RunFacts, recordFormat, type ShardFacts } from '../record.ts'
import { changedSettings, type Settings } from '../settings.ts'
import { folderSeenFromHere } from './output-dir.ts'
import { harnessVersion } from './version.ts'
import { watchNodes } from './watch-nodes.ts'

export interface RunRecord {
  facts: RunFacts
  /** Capability tags that the cluster lacks, with the reason. */
  lacking: Record<string, string>
  /** Waits until everything of the run is gone. @returns what could not be removed. */
  removeAll(): Promise<string[]>
  finish(end: Omit<RunEnd, 'finishedAt' | 'peakMemoryBytes'>): void
}

export interface RecordRequest {
  runId: string
  outputDir: string
  settings: Settings
  shard?: ShardFacts | undefined
  acquired: AcquiredCluster
}

/** Reads what the cluster is and writes the run's first line. @throws Failure when the cluster does not answer. */
export async function openRecord({
  runId,
  outputDir,
  settings,
  shard,
  acquired,
}: RecordRequest): Promise<RunRecord> {
  const { kubeconfigPath, context } = acquired
  const cluster = connectCluster({ ...(kubeconfigPath && { kubeconfigPath }), ...(context && { context }) })
  const fingerprint = await readFingerprint(cluster)
  const folder = folderSeenFromHere(outputDir)
  const facts: RunFacts = {
    format: recordFormat,
    runId,
    harnessVersion: harnessVersion(),
    nodeVersion: process.version,
    startedAt: systemClock.now().toISOString(),
    command: printableCommand('stateproof', process.argv.slice(2)),
    ...(settings.tags !== undefined && { tagExpression: settings.tags }),
    parallel: settings.parallel,
    ...(shard && { shard }),
    ...(folder !== undefined && { folder }),
    cluster: { provider: acquired.provider, ...fingerprint },
    images: { ...acquired.images },
    ...(acquired.imageSupply && { imageSupply: acquired.imageSupply }),
    deviations: acquired.deviations,
    settings: changedSettings(settings),
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
  return {
    facts,
    lacking: lackingCapabilities({ fingerprint, ...(acquired.nfs && { nfs: acquired.nfs }) }),
    removeAll: () => (settings.keep === 'never' ? removeRun(cluster, { runId }) : Promise.resolve([])),
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
