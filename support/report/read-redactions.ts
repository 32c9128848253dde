/**
 * What was hidden in the files of a run. What stands in the place of a secret is a mark, `[redacted: password]`, and the
 * marks are counted where they stand: so the list is right also for a report that is written again.
 */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Redaction } from './diagnosis.ts'

const pattern = /\[redacted: ([a-z ]{1,30})\]/g
/** No mark is longer, so that one which lies on the border of two pieces is seen. */
const longestMark = 64

/** @param paths files of the run's folder. */
export async function readRedactions(directory: string, paths: readonly string[]): Promise<Redaction[]> {
  const found: Redaction[] = []
  for (const path of paths.toSorted())
    for (const [kind, count] of await countMarks(join(directory, path))) found.push({ kind, path, count })
  return found
}

async function countMarks(path: string): Promise<[string, number][]> {
  const counts = new Map<string, number>()
  let rest = ''
  for await (const piece of createReadStream(path, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
    const text = rest + String(piece)
    let end = Math.max(text.length - longestMark, 0)
    for (const { index, 0: mark, 1: kind = '' } of text.matchAll(pattern)) {
      if (index >= end) break
      counts.set(kind, (counts.get(kind) ?? 0) + 1)
      end = Math.max(end, index + mark.length)
    }
    rest = text.slice(end)
  }
  for (const [, kind = ''] of rest.matchAll(pattern)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
}
