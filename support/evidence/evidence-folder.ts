/**
 * The folder of one scenario's evidence: bounded in bytes and in time, without secrets, with an index that names what is
 * there, what could not be got and what was left out. A piece that fails is a line of the index, never a second failure.
 *
 * Knows nothing of what the pieces are.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemClock } from '../clock.ts'
import { messageOf } from '../failure.ts'
import type { EvidenceFile, EvidenceIndex } from '../record.ts'
import { redactionsIn } from '../redaction/marker.ts'
import { createRedactor } from '../redaction/redact.ts'

/** A page of a log is read, a megabyte is not; a failed scenario's folder can be sent by mail. */
const bytesPerFile = 256 * 1024
const bytesInAll = 8 * 1024 * 1024
/** Each request has a shorter bound of its own; the scenario's clean-up must not wait for long. */
const secondsInAll = 45

export interface Piece {
  /** Below the folder. */
  file: string
  /** As a person would call it: `log of Pod web-0`. */
  what: string
  /** Objects are redacted by their fields, texts by their shapes; nothing is written for an empty one. */
  content(): string | Promise<string>
  /** Which end of what is too long is kept: a log tells its reason last. Default: the beginning. */
  keep?: 'beginning' | 'end'
}

export interface EvidenceFolder {
  /** Fires when the time is over. */
  readonly signal: AbortSignal
  /** Never throws. */
  keep(piece: Piece): Promise<void>
  leaveOut(what: string, why: string): void
  /** Any JSON value without its secrets: for what is written as YAML. */
  redacted<T>(value: T): T
  /** Waits for the pieces until the time is over, and writes the index. Never throws. */
  close(pieces: Promise<unknown>): Promise<void>
}

export function openEvidenceFolder(path: string, scenario: string): EvidenceFolder {
  const begunMs = systemClock.monotonicMs()
  const takenAt = systemClock.now().toISOString()
  const over = new AbortController()
  const redactor = createRedactor()
  const files: EvidenceFile[] = []
  const missing: EvidenceIndex['missing'] = []
  const leftOut: EvidenceIndex['leftOut'] = []
  const open = new Map<string, string>()
  let bytes = 0
  const write = ({ file, what, keep = 'beginning' }: Piece, text: string) => {
    const [kept, cutFrom] = cut(redactor.text(text), Math.min(bytesPerFile, bytesInAll - bytes), keep)
    if (kept === '') return void leftOut.push({ what, why: `the folder already holds ${bytes} bytes` })
    mkdirSync(dirname(join(path, file)), { recursive: true })
    writeFileSync(join(path, file), kept)
    bytes += Buffer.byteLength(kept)
    const redacted = redactionsIn(kept)
    const size = { bytes: Buffer.byteLength(kept), ...(cutFrom !== undefined && { cutFrom }) }
    files.push({ file, what, ...size, ...(redacted.length > 0 && { redacted }) })
  }
  return {
    signal: over.signal,
    redacted: redactor.value,
    leaveOut: (what, why) => void leftOut.push({ what, why }),
    async keep(piece) {
      const { file, what } = piece
      open.set(file, what)
      try {
        const text = await piece.content()
        // After the end the index is written; what comes later would be in no list.
        if (!over.signal.aborted && text !== '') write(piece, text)
      } catch (error) {
        if (!over.signal.aborted)
          missing.push({ file, what, why: redactor.text(messageOf(error)).slice(0, 500) })
      }
      if (!over.signal.aborted) open.delete(file)
    },
    async close(pieces) {
      const late = new Promise(resolve => setTimeout(resolve, secondsInAll * 1000).unref())
      await Promise.race([
        pieces.catch(error => void leftOut.push({ what: 'the rest', why: messageOf(error) })),
        late,
      ])
      over.abort(new Error(`not there within ${secondsInAll} s`))
      for (const [file, what] of open) missing.push({ file, what, why: `not there within ${secondsInAll} s` })
      const seconds = Math.round((systemClock.monotonicMs() - begunMs) / 100) / 10
      const bounds = { bytesPerFile, bytes: bytesInAll, seconds: secondsInAll }
      const index = {
        version: 1,
        scenario,
        takenAt,
        seconds,
        bounds,
        files: sorted(files),
        missing: sorted(missing),
        leftOut,
      }
      writeIndex(path, index satisfies Omit<EvidenceIndex, 'version'> & { version: number })
    },
  }
}

/** A disk that takes no files: the verdict does not depend on the evidence, and the journal reports the disk. */
function writeIndex(path: string, index: object): void {
  try {
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, 'index.json'), `${JSON.stringify(index, null, 2)}\n`)
  } catch {
    // As above.
  }
}

/** @returns what is kept, cut between lines, and how long it was if it is shorter now. */
function cut(text: string, most: number, keep: 'beginning' | 'end'): [string, number | undefined] {
  const size = Buffer.byteLength(text)
  if (size <= most) return [text, undefined]
  const whole = Buffer.from(text)
  const part = (keep === 'end' ? whole.subarray(size - most) : whole.subarray(0, Math.max(0, most))).toString(
    'utf8',
  )
  const kept = keep === 'end' ? part.slice(part.indexOf('\n') + 1) : part.slice(0, part.lastIndexOf('\n') + 1)
  return [kept || part.slice(0, Math.max(0, most)), size]
}

function sorted<T extends { file: string }>(items: T[]): T[] {
  return items.toSorted((a, b) => (a.file < b.file ? -1 : 1))
}
