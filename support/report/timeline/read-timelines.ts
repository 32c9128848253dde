/**
 * Reads the timelines out of a run's journal.ndjson. Lines that no picture needs are not even parsed: most of a journal
 * is objects, and most of those are of kinds that are not drawn.
 */
import { existsSync } from 'node:fs'
import type { Entry } from '../../record.ts'
import { linesOf } from '../record/read-lines.ts'
import { collectTimelines, type Timelines } from './collect-timelines.ts'
import { notedKinds } from './note-object.ts'

/** A record that ends in the middle of a line (kill -9) is read up to there. */
export async function readTimelines(path: string): Promise<Timelines> {
  const collector = collectTimelines()
  if (!existsSync(path)) return collector.finish()
  for await (const line of linesOf(path)) {
    if (line === '' || !concerns(line)) continue
    const entry = parse(line)
    if (entry === undefined) break
    collector.add(entry)
  }
  return collector.finish()
}

/** The journal writes an entry's kind before its object, which may be of any length. */
const headLength = 600
const watched = /"source":"watch","type":"[A-Z]+","kind":"(\w+)"/

function concerns(line: string): boolean {
  const kind = watched.exec(line.slice(0, headLength))?.[1]
  // The first line of an attempt begins its timeline, whatever it is about.
  return kind === undefined || notedKinds.has(kind) || line.startsWith('{"seq":1,')
}

function parse(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line) as Entry | null
    return typeof entry?.atMs === 'number' && typeof entry.source === 'string' ? entry : undefined
  } catch {
    return undefined
  }
}
