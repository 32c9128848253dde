/**
 * Joins the journals of parts: one beginning, what each part saw of the nodes, the scenarios' lines as they are, one end.
 * Monotonic times stay those of each part's own clock, and the facts say which scenario is whose.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Entry, JoinedRun, RunEnd, RunFacts } from '../../record.ts'
import { linesOf } from '../record/read-lines.ts'
import type { Part } from './check-parts.ts'

export interface JournalPlan {
  parts: readonly Part[]
  /** Whose result of a scenario counts, by its id. */
  owner: ReadonlyMap<string, Part>
  duplicates: string[]
  /** What is missing, one sentence each. */
  missing: string[]
  /** The new run's folder, as seen from where it is made. */
  folder?: string
}

export async function* joinJournals(plan: JournalPlan): AsyncGenerator<string> {
  const [facts, end] = [joinedFacts(plan), joinedEnd(plan)]
  let seq = 0
  const own = (entry: Omit<Entry, 'seq'>) => `${JSON.stringify({ seq: ++seq, ...entry })}\n`
  const run = { atMs: 0, source: 'run' as const }
  yield own({ ...run, time: facts.startedAt, type: 'started', data: facts })
  for (const part of plan.parts)
    for await (const text of linesOf(join(part.directory, 'journal.ndjson'))) {
      const entry = toEntry(text)
      const { seq: _, ...rest } = entry ?? {}
      if (entry === undefined || (entry.scenario !== undefined && plan.owner.get(entry.scenario) === part))
        yield `${text}\n`
      else if (entry.scenario === undefined && entry.source !== 'run')
        yield own({ ...(rest as Omit<Entry, 'seq'>), shard: part.facts.shard.index })
    }
  yield own({ ...run, time: end.finishedAt, type: 'finished', data: end })
}

/** Undefined for a line that cannot be read: it stays, and is named when the joined record is read. */
function toEntry(text: string): Entry | undefined {
  try {
    return JSON.parse(text) as Entry
  } catch {
    return undefined
  }
}

/** The same parts give the same id, in whatever order they are named. */
export function joinedRunId(parts: readonly Part[]): string {
  const ids = parts.map(({ facts }) => facts.runId).sort()
  const hash = createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 4)
  return `${ids[0]?.replace(/-[a-z0-9]+$/, '')}-${hash}`
}

function joinedFacts({ parts, owner, folder }: JournalPlan): RunFacts {
  const [first] = parts.toSorted((a, b) => (a.facts.startedAt < b.facts.startedAt ? -1 : 1))
  if (first === undefined) throw new RangeError('there is at least one part')
  const { shard: _, folder: __, ...facts } = first.facts
  return {
    ...facts,
    runId: joinedRunId(parts),
    command: facts.command.replace(/ --shard[ =]\S+/, ''),
    deviations: distinct(parts.flatMap(({ facts }) => facts.deviations)),
    ...(facts.preflight && { preflight: distinct(parts.flatMap(({ facts }) => facts.preflight ?? [])) }),
    mergedFrom: parts.map(part => describe(part, owner)),
    ...(folder !== undefined && { folder }),
  }
}

/** Each part's preflight asked about its own scenarios, and at its own time. */
function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map(item => [JSON.stringify(item), item])).values()]
}

function describe(part: Part, owner: ReadonlyMap<string, Part>): JoinedRun {
  const { results, facts } = part
  const { runId, startedAt, command, shard } = facts
  const ids = results.scenarios.map(({ id }) => id).filter(id => owner.get(id) === part)
  return {
    runId,
    startedAt,
    ...(results.end && { finishedAt: results.end.finishedAt }),
    command,
    shard: shard.index,
    scenarios: ids,
  }
}

function joinedEnd({ parts, duplicates, missing }: JournalPlan): RunEnd {
  const ends = parts.flatMap(({ results }) => results.end ?? [])
  const troubles = [...missing, ...parts.flatMap(troubleOf)]
  const finishedAt =
    ends
      .map(end => end.finishedAt)
      .sort()
      .at(-1) ??
    parts[0]?.facts.startedAt ??
    ''
  const memory = ends.flatMap(({ peakMemoryBytes }) => peakMemoryBytes ?? [])
  return {
    finishedAt,
    interrupted: ends.some(({ interrupted }) => interrupted),
    ...(troubles.length > 0 && { trouble: troubles.join('; ') }),
    leftBehind: ends.flatMap(({ leftBehind }) => leftBehind),
    ...(duplicates.length > 0 && { duplicates }),
    ...(memory.length > 0 && { peakMemoryBytes: Math.max(...memory) }),
  }
}

function troubleOf({ results, facts }: Part): string[] {
  const { end, incomplete = [] } = results
  const all = [...(end?.trouble === undefined ? [] : [end.trouble]), ...incomplete]
  return all.map(why => `part ${facts.shard.index} of ${facts.shard.count} (${facts.runId}): ${why}`)
}
