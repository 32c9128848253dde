/**
 * Reads from a run's folder what the page shows beside the results: the timelines, and evidence as texts.
 *
 * Knows nothing of how the page looks.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { EvidenceText, PageFacts } from './html/page-facts.ts'
import type { RunResults } from './results.ts'
import { readTimelines } from './timeline/read-timelines.ts'

/** @param hashes SHA-256 of the record and the evidence, by path. */
export async function readPageFacts(
  directory: string,
  results: RunResults,
  hashes: ReadonlyMap<string, string>,
): Promise<PageFacts> {
  return {
    results,
    timelines: await readTimelines(join(directory, 'journal.ndjson')),
    hashes,
    evidence: path => readEvidence(join(directory, path)),
  }
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
