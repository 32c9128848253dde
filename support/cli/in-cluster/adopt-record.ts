/**
 * A shard's record told in the words of the run that it is a part of: where the run was started from, on which cluster,
 * which part it is of what; and, where the shard could not say it, how it ended.
 *
 * Knows nothing of Pods. The scenarios' own lines stay as they were sent.
 */
import { createWriteStream, existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { systemClock } from '../../clock.ts'
import type { Entry, RunEnd, RunFacts } from '../../record.ts'
import { linesOf } from '../../report/record/read-lines.ts'
import { warningsIn } from '../record-run.ts'

export interface Adoption {
  /** What the whole run knows better. */
  facts: Partial<RunFacts>
  /** What the whole run adds to the shard's end. */
  end: Partial<RunEnd>
  /** Why the record is not whole, if it is not. */
  problem?: string
}

/** @returns the shard's own run id, or undefined where it never began: then there is nothing to join. */
export async function adoptRecord(directory: string, adoption: Adoption): Promise<string | undefined> {
  const runId = await runIdIn(directory)
  if (runId === undefined) return undefined
  const path = join(directory, 'journal.ndjson')
  await pipeline(Readable.from(adoptedLines(path, adoption)), createWriteStream(`${path}.adopted`))
  renameSync(`${path}.adopted`, path)
  return runId
}

async function* adoptedLines(path: string, { facts, end, problem }: Adoption): AsyncGenerator<string> {
  let hasEnd = false
  for await (const text of linesOf(path)) {
    const entry = toRunEntry(text)
    if (entry?.type === 'started') {
      // Its tags are those of its phase.
      const { tagExpression: _, ...own } = entry.data as RunFacts
      yield line({ ...entry, data: { ...own, ...facts, ...bothPreflights(own, facts) } })
    } else if (entry?.type === 'finished') {
      hasEnd = true
      yield line({ ...entry, data: joinedEnd(entry.data as RunEnd, end, problem) })
    } else yield `${text}\n`
  }
  if (!hasEnd) yield line(endOf(end, problem))
}

/** What was asked from out here, and what the shard asked and tried from within. */
function bothPreflights(own: RunFacts, { preflight = [], deviations = own.deviations }: Partial<RunFacts>) {
  if (own.preflight === undefined) return {}
  return {
    preflight: [...preflight, ...own.preflight],
    deviations: [...new Set([...deviations, ...warningsIn(own.preflight)])],
  }
}

function line(entry: Entry): string {
  return `${JSON.stringify(entry)}\n`
}

/** @returns the run id that a record says it has, or undefined where it never began. */
export async function runIdIn(directory: string): Promise<string | undefined> {
  const path = join(directory, 'journal.ndjson')
  if (!existsSync(path)) return undefined
  for await (const text of linesOf(path)) {
    const entry = toRunEntry(text)
    if (entry?.type === 'started') return (entry.data as RunFacts).runId
  }
  return undefined
}

/** A line of the run itself. One that was cut is left as it is, and named when the record is read. */
function toRunEntry(text: string): Entry | undefined {
  if (!text.includes('"source":"run"')) return undefined
  try {
    const entry = JSON.parse(text) as Entry
    return entry.source === 'run' ? entry : undefined
  } catch {
    return undefined
  }
}

function joinedEnd(own: RunEnd, added: Partial<RunEnd>, problem: string | undefined): RunEnd {
  const trouble = [own.trouble, added.trouble, problem].filter(Boolean).join('; ')
  return {
    ...own,
    interrupted: own.interrupted || added.interrupted === true,
    leftBehind: [...own.leftBehind, ...(added.leftBehind ?? [])],
    ...(trouble !== '' && { trouble }),
  }
}

function endOf(added: Partial<RunEnd>, problem = 'its record has no end'): Entry {
  const time = systemClock.now().toISOString()
  const own: RunEnd = { finishedAt: time, interrupted: false, leftBehind: [] }
  const data = joinedEnd(own, added, problem)
  return { seq: 0, atMs: 0, time, source: 'run', type: 'finished', data }
}
