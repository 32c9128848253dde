/**
 * From the records of shards to one run: each is told which part of which selection it is, and what broke it.
 *
 * Knows nothing of how records are joined.
 */
import type { ShardRecord } from '../../cluster/in-cluster/run-job.ts'
import type { RunEnd, RunFacts } from '../../record.ts'
import { selectionHash } from '../select-scenarios.ts'
import { adoptRecord } from './adopt-record.ts'

export interface Whole {
  /** Of the run that asked for the shards. */
  facts: Partial<RunFacts>
  end: Partial<RunEnd>
  /** Ids of all scenarios that were selected. */
  selected: readonly string[]
  /** How many shards were planned, those among them that never were. */
  planned: number
}

export interface JoinableShard {
  directory: string
  runId: string
}

/** @returns the shards that began, in their order; of the others nothing is known but that they are missing. */
export async function adoptShards(records: readonly ShardRecord[], whole: Whole): Promise<JoinableShard[]> {
  const { selected, planned: count } = whole
  // Its own are a shard's id, and when and on what it ran.
  const { runId: _, startedAt: __, nodeVersion: ___, harnessVersion: ____, ...ofTheWhole } = whole.facts
  const selection = selectionHash(selected)
  const joinable: JoinableShard[] = []
  for (const [place, { directory, problem, scenarios }] of records.entries()) {
    const shard = { index: place + 1, count, of: selected.length, selection, scenarios }
    const runId = await adoptRecord(directory, {
      facts: { ...ofTheWhole, shard },
      // Once, or it would be told as often as there are shards.
      end: joinable.length === 0 ? whole.end : {},
      ...(problem !== undefined && { problem }),
    })
    if (runId !== undefined) joinable.push({ directory, runId })
  }
  return joinable
}
