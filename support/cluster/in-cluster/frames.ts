/**
 * How a run's record travels through a Pod's log: numbered lines that each carry a piece of one file, deflated, since a
 * kubelet keeps only so much of a log; at the end one line with the size and checksum of every file. A line that is
 * missing, and a log that was cut, are noticed. Lines between them are for people (kubectl logs).
 *
 * Chosen over ConfigMaps (1 MiB each, all of them in etcd) and over copying by exec (which needs a Pod that waits to be
 * asked, and one more right): a log needs neither, streams while the run goes on, and is still there after the Pod ended.
 *
 * Pure functions; knows nothing of files and of Pods.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib'

const mark = 'stateproof-record '

/** One line's content. Numbers count from 1 without a hole. */
export type Frame = { n: number; file: string; data: Buffer } | { n: number; end: RecordEnd }

/** What the sender says when nothing more will come. */
export interface RecordEnd {
  /** Of the run in the Pod. */
  exitCode: number
  /** Why there is no run, if there is none. */
  failure?: string
  files: Record<string, { bytes: number; sha256: string }>
}

/** The most of a file that one line carries: small enough for every log reader, large enough to deflate well. */
export const pieceBytes = 64 * 1024

export function encodeFrame(frame: Frame): string {
  const content =
    'end' in frame ? frame : { ...frame, data: deflateRawSync(frame.data, { level: 9 }).toString('base64') }
  return mark + JSON.stringify(content)
}

/** @returns undefined for a line that is for people. @throws when a line that should carry a piece is damaged. */
export function decodeFrame(line: string): Frame | undefined {
  if (!line.startsWith(mark)) return undefined
  const content = JSON.parse(line.slice(mark.length)) as { n: number; file: string; data: string } & {
    end?: RecordEnd
  }
  const { n, file, data, end } = content
  return end === undefined ? { n, file, data: inflateRawSync(Buffer.from(data, 'base64')) } : { n, end }
}
