/** Writes a file whole or not at all: who reads it meanwhile, or after a full disk, finds the old one. */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { exitCodes, Failure, messageOf } from '../failure.ts'

const pieceBytes = 256 * 1024

/** @throws Failure `report-file` (exit code 2) that names the file and why it could not be written. */
export function writeWhole(path: string, pieces: Iterable<string>): void {
  const partial = `${path}.partial`
  try {
    writePieces(partial, pieces)
    renameSync(partial, path)
  } catch (cause) {
    remove(partial)
    throw new Failure({
      code: 'report-file',
      what: 'write a report',
      on: path,
      got: messageOf(cause),
      hint: 'the record is not touched: make the folder writable, or copy it, and run stateproof report on it',
      exitCode: exitCodes.usage,
      cause,
    })
  }
}

/** What cannot be removed is not worth another error than the one that is told. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {}
}

function writePieces(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, 'w')
  try {
    let waiting = ''
    for (const piece of pieces) {
      waiting += piece
      if (waiting.length < pieceBytes) continue
      writeAll(file, waiting)
      waiting = ''
    }
    writeAll(file, waiting)
  } finally {
    closeSync(file)
  }
}

/** One write may take less than it was given. */
function writeAll(file: number, text: string): void {
  for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(writeSync(file, rest))
}
