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
import type { RunEnd, RunFacts } from '../record.ts'
import type { Settings } from '../settings.ts'
import { harnessVersion } from './version.ts'

export interface RunRecord {
  facts: RunFacts
  /** Capability tags that the cluster lacks, with the reason. */
  lacking: Record<string, string>
  /** Waits until everything of the run is gone. @returns what could not be removed. */
  removeAll(): Promise<string[]>
  finish(end: Omit<RunEnd, 'finishedAt'>): void
}

export interface RecordRequest {
  runId: string
  outputDir: string
  settings: Settings
  acquired: AcquiredCluster
}

/** Reads what the cluster is and writes the run's first line. @throws Failure when the cluster does not answer. */
export async function openRecord({
  runId,
  outputDir,
  settings,
  acquired,
}: RecordRequest): Promise<RunRecord> {
  const { kubeconfigPath, context } = acquired
  const cluster = connectCluster({ ...(kubeconfigPath && { kubeconfigPath }), ...(context && { context }) })
  const fingerprint = await readFingerprint(cluster)
  const facts: RunFacts = {
    runId,
    harnessVersion: harnessVersion(),
    nodeVersion: process.version,
    startedAt: systemClock.now().toISOString(),
    command: printableCommand('stateproof', process.argv.slice(2)),
    ...(settings.tags !== undefined && { tagExpression: settings.tags }),
    parallel: settings.parallel,
    cluster: { provider: acquired.provider, ...fingerprint },
    images: { ...acquired.images },
    ...(acquired.imageSupply && { imageSupply: acquired.imageSupply }),
    deviations: acquired.deviations,
  }
  const sink = openSink(join(outputDir, 'journal.ndjson'))
  let seq = 0
  const append = (type: string, data: unknown) => {
    seq += 1
    sink.append({
      seq,
      atMs: systemClock.monotonicMs(),
      time: systemClock.now().toISOString(),
      source: 'run',
      type,
      data,
    })
  }
  append('started', facts)
  return {
    facts,
    lacking: lackingCapabilities(fingerprint),
    removeAll: async () =>
      settings.keep === 'never' ? removeRun(cluster, { runId, since: new Date(facts.startedAt) }) : [],
    finish(end) {
      append('finished', { finishedAt: systemClock.now().toISOString(), ...end })
      sink.close()
    },
  }
}
