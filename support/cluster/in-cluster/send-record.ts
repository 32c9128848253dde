/**
 * Sends a run's folder line by line while the run writes it: its two record files as they grow, its evidence at the end.
 * What the reports say can be made again from these.
 *
 * Knows nothing of what the files mean and of who reads the lines.
 */
import { createHash } from 'node:crypto'
import { existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { join, relative } from 'node:path'
import { encodeFrame, pieceBytes, type RecordEnd } from './frames.ts'

/** A person who looks on should see a scenario end when it ends. */
const lookEveryMs = 500

const growing = ['journal.ndjson', 'messages.ndjson']

export interface RecordSender {
  /** Sends what is left and the last line. */
  finish(end: Omit<RecordEnd, 'files'>): void
}

/** @param write prints one line. */
export function sendRecord(directory: string, write: (line: string) => void): RecordSender {
  const sent = new Map<string, SentFile>()
  let n = 0
  const send = (file: string) => {
    const state = sent.get(file) ?? openFile(join(directory, file))
    if (state === undefined) return
    // An empty piece, so that an empty file arrives, too.
    const first = sent.has(file) ? [] : [Buffer.alloc(0)]
    sent.set(file, state)
    for (const data of [...first, ...newPieces(state)]) write(encodeFrame({ n: ++n, file, data }))
  }
  const timer = setInterval(() => growing.forEach(send), lookEveryMs)
  return {
    finish(end) {
      clearInterval(timer)
      for (const file of [...growing, ...evidenceIn(directory)]) send(file)
      const files = Object.fromEntries(
        [...sent].map(([file, { bytes }]) => [file, { bytes, sha256: checksum(join(directory, file)) }]),
      )
      write(encodeFrame({ n: ++n, end: { ...end, files } }))
    },
  }
}

interface SentFile {
  descriptor: number
  bytes: number
}

function openFile(path: string): SentFile | undefined {
  return existsSync(path) ? { descriptor: openSync(path, 'r'), bytes: 0 } : undefined
}

function* newPieces(file: SentFile): Generator<Buffer> {
  for (;;) {
    const piece = Buffer.alloc(pieceBytes)
    const length = readSync(file.descriptor, piece, 0, pieceBytes, file.bytes)
    if (length === 0) return
    file.bytes += length
    yield piece.subarray(0, length)
  }
}

function evidenceIn(directory: string): string[] {
  const folder = join(directory, 'evidence')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(directory, join(entry.parentPath, entry.name)))
    .sort()
}

function checksum(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
