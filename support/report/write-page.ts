/**
 * Writes report.html from a run's folder: gathers what the page is made of, and writes it piece by piece.
 *
 * Knows nothing of how the page looks.
 */
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { renderPage } from './html/page.ts'
import type { EvidenceText, PageFacts } from './html/page-facts.ts'
import { readRedactions } from './read-redactions.ts'
import type { RunResults } from './results.ts'
import { readTimelines } from './timeline/read-timelines.ts'

/** @param hashes SHA-256 by path, of the record and the evidence. */
export async function writePage(
  directory: string,
  results: RunResults,
  hashes: ReadonlyMap<string, string>,
): Promise<void> {
  const timelines = await readTimelines(join(directory, 'journal.ndjson'))
  const redactions = await readRedactions(directory, [...hashes.keys()])
  const page = {
    results,
    timelines,
    redactions,
    hashes,
    evidence: (path: string) => readEvidence(join(directory, path)),
  }
  writePieces(join(directory, 'report.html'), page)
}

/** Pieces are small; a write for each would be most of the time. */
const bufferedCharacters = 1024 * 1024

function writePieces(path: string, page: PageFacts): void {
  const file = openSync(path, 'w')
  try {
    let waiting: string[] = []
    let length = 0
    for (const piece of renderPage(page)) {
      waiting.push(piece)
      length += piece.length
      if (length < bufferedCharacters) continue
      writeWhole(file, waiting.join(''))
      waiting = []
      length = 0
    }
    writeWhole(file, waiting.join(''))
  } finally {
    closeSync(file)
  }
}

function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
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
