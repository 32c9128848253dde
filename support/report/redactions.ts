/**
 * What was taken out of the run's record and evidence, from the marks that stand in the place of the secrets: file, kind,
 * how many, and for the record in which lines; never the value.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { redactionsIn } from '../redaction/marker.ts'
import { linesOf } from './record/read-lines.ts'

export interface RedactionLine {
  /** From the run's folder. */
  file: string
  kind: string
  count: number
  /** The first lines in which they are, counted from 1. */
  lines?: number[]
}

const mostLines = 5

/** @param evidence paths of the evidence files, from the run's folder. */
export async function readRedactions(
  directory: string,
  evidence: readonly string[],
): Promise<RedactionLine[]> {
  const record = await Promise.all(
    ['messages.ndjson', 'journal.ndjson'].map(file => redactionsOfRecord(directory, file)),
  )
  const kept = evidence.flatMap(file =>
    redactionsIn(readFileSync(join(directory, file), 'utf8')).map(found => ({ file, ...found })),
  )
  return [...record.flat(), ...kept]
}

async function redactionsOfRecord(directory: string, file: string): Promise<RedactionLine[]> {
  const path = join(directory, file)
  if (!existsSync(path)) return []
  const found = new Map<string, Required<RedactionLine>>()
  let number = 0
  for await (const text of linesOf(path)) {
    number++
    if (!text.includes('[redacted: ')) continue
    for (const { kind, count } of redactionsIn(text)) {
      const line = found.get(kind) ?? { file, kind, count: 0, lines: [] }
      line.count += count
      if (line.lines.length < mostLines) line.lines.push(number)
      found.set(kind, line)
    }
  }
  return [...found.values()].sort((a, b) => a.kind.localeCompare(b.kind))
}
