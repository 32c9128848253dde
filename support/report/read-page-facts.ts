/**
 * Reads from a run's folder what the page shows beside the results: the timelines, checksums, and evidence as texts.
 *
 * Knows nothing of how the page looks.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { EvidenceText, PageFacts } from './html/page-facts.ts'
import { recordFiles, sha256 } from './record/integrity.ts'
import type { RunResults } from './results.ts'
import { readTimelines } from './timeline/read-timelines.ts'

export async function readPageFacts(directory: string, results: RunResults): Promise<PageFacts> {
  return {
    results,
    timelines: await readTimelines(join(directory, 'journal.ndjson')),
    hashes: await hashAll(directory, recordOf(directory, results)),
    evidence: path => readEvidence(join(directory, path)),
  }
}

/** What the reports are made from. */
function recordOf(directory: string, { scenarios }: RunResults): string[] {
  const record = recordFiles.filter(name => existsSync(join(directory, name)))
  return [...record, ...scenarios.flatMap(({ evidence }) => evidence)].sort()
}

/** SHA-256 in hexadecimal, by path. */
async function hashAll(directory: string, names: readonly string[]): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  for (const name of names) hashes.set(name, await sha256(join(directory, name)))
  return hashes
}

/** Of a file that nobody would read on a page: its beginning, which says what it is, and its end, which says how it ended. */
const headBytes = 64 * 1024
const tailBytes = 192 * 1024

function readEvidence(path: string): EvidenceText {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    if (size <= headBytes + tailBytes) return { text: readPart(file, 0, size), leftOutBytes: 0 }
    const leftOutBytes = size - headBytes - tailBytes
    const [head, tail] = [readPart(file, 0, headBytes), readPart(file, size - tailBytes, tailBytes)]
    return { text: `${head}\n… ${leftOutBytes} bytes are left out here …\n${tail}`, leftOutBytes }
  } finally {
    closeSync(file)
  }
}

function readPart(file: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length)
  const read = readSync(file, bytes, 0, length, position)
  return bytes.toString('utf8', 0, read)
}
