/**
 * A shard's record told in the words of the run that it is a part of: where the run was started from, on which cluster,
 * which part it is of what; and, where the shard could not say it, how it ended.
 *
 * Knows nothing of Pods. The scenarios' own lines stay as they were sent.
 */
import { createReadStream, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { systemClock } from '../../clock.ts'
import type { Entry, RunEnd, RunFacts } from '../../record.ts'

export interface Adoption {
  /** What the whole run knows better. */
  facts: Partial<RunFacts>
  /** What the whole run adds to the shard's end. */
  end: Partial<RunEnd>
  /** Why the record is not whole, if it is not. */
  problem?: string
}

/** @returns the shard's own run id, or undefined where it never began: then there is nothing to join. */
export async function adoptRecord(
  directory: string,
  { facts, end, problem }: Adoption,
): Promise<string | undefined> {
  const path = join(directory, 'journal.ndjson')
  if (!existsSync(path)) return undefined
  const lines: string[] = []
  let runId: string | undefined
  let hasEnd = false
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const entry = line.includes('"source":"run"') ? toRunEntry(line) : undefined
    if (entry?.type === 'started') {
      // Its tags are those of its phase.
      const { tagExpression: _, ...own } = entry.data as RunFacts
      runId = own.runId
      lines.push(JSON.stringify({ ...entry, data: { ...own, ...facts } }))
    } else if (entry?.type === 'finished') {
      hasEnd = true
      lines.push(JSON.stringify({ ...entry, data: joinedEnd(entry.data as RunEnd, end, problem) }))
    } else lines.push(line)
  }
  if (runId === undefined) return undefined
  if (!hasEnd) lines.push(JSON.stringify(endOf(end, problem)))
  writeFileSync(`${path}.adopted`, `${lines.join('\n')}\n`)
  renameSync(`${path}.adopted`, path)
  return runId
}

/** @returns the run id that a record says it has, or undefined where it never began. */
export function runIdIn(directory: string): string | undefined {
  const path = join(directory, 'journal.ndjson')
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8').split('\n')
  const started = lines.map(toRunEntry).find(entry => entry?.type === 'started')
  return (started?.data as RunFacts | undefined)?.runId
}

/** A line of the run itself. One that was cut is left as it is, and named when the record is read. */
function toRunEntry(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line) as Entry
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
