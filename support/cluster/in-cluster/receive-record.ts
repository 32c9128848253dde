/**
 * Puts a run's folder together from the lines of a Pod's log, and proves at the end that it is the one that was sent.
 * The same line may come again, after a connection was lost and the log read from its beginning.
 *
 * Knows nothing of how the lines come.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import { Failure, messageOf } from '../../failure.ts'
import { decodeFrame, type RecordEnd } from './frames.ts'

export interface RecordReceiver {
  /** @throws Failure `record-damaged` when a line is missing or no line of ours. */
  take(line: string): void
  /** Set when the last line has come. */
  readonly end: RecordEnd | undefined
  /** @returns what differs from what was sent, or undefined when nothing does. */
  problem(): string | undefined
}

/** @param onData gets each new piece of a file, in order. */
export function receiveRecord(
  directory: string,
  onData: (file: string, data: Buffer) => void = () => undefined,
): RecordReceiver {
  let last = 0
  let end: RecordEnd | undefined
  return {
    take(line) {
      const frame = decode(line)
      if (frame === undefined || frame.n <= last) return
      if (frame.n !== last + 1) throw damaged(`line ${last + 1}`, `line ${frame.n}`)
      last = frame.n
      if ('end' in frame) {
        end = frame.end
        return
      }
      const path = pathBelow(directory, frame.file)
      mkdirSync(dirname(path), { recursive: true })
      appendFileSync(path, frame.data)
      onData(frame.file, frame.data)
    },
    get end() {
      return end
    },
    problem: () => (end === undefined ? 'its last line never came' : whatDiffers(directory, end)),
  }
}

function decode(line: string) {
  try {
    return decodeFrame(line)
  } catch (error) {
    throw damaged('a line of the record', messageOf(error))
  }
}

/** A log is text from a Pod: whatever it says, nothing is written elsewhere. */
function pathBelow(directory: string, file: string): string {
  const path = normalize(file)
  if (isAbsolute(path) || path.startsWith('..')) throw damaged('a file of the record', file)
  return join(directory, path)
}

function whatDiffers(directory: string, { files }: RecordEnd): string | undefined {
  const different = Object.entries(files).find(([file, { sha256 }]) => {
    const content = readFileSync(pathBelow(directory, file))
    return createHash('sha256').update(content).digest('hex') !== sha256
  })
  return different === undefined ? undefined : `${different[0]} is not what was sent`
}

function damaged(expected: string, got: string): Failure {
  return new Failure({
    code: 'record-damaged',
    what: "read the record from the Pod's log",
    expected,
    got,
    hint: 'the kubelet may have rotated the log (containerLogMaxSize); use more shards',
  })
}
