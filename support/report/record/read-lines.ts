/**
 * Reads a file of JSON lines, one at a time, and tells which of them cannot be read: a killed run leaves half a line at
 * the end, a bad disk anything anywhere.
 *
 * Knows nothing of what the lines mean.
 */
import { createReadStream, existsSync } from 'node:fs'
import { basename } from 'node:path'
import { exitCodes, Failure, messageOf } from '../../failure.ts'

export interface LineReader {
  /** @throws any error when the line is none that it knows: the line is damaged, too. */
  line(text: string): void
  /** Called in the place of a line that cannot be read. */
  damaged?(): void
}

/**
 * @returns one sentence for each kind of damage; none when the file is whole or absent.
 * @throws Failure `record-unreadable` (exit code 2) when the file may not be read.
 */
export async function readLines(path: string, reader: LineReader): Promise<string[]> {
  if (!existsSync(path)) return []
  const bad: number[] = []
  let number = 0
  try {
    for await (const text of linesOf(path)) {
      number += 1
      if (text !== '' && !understood(reader, text)) bad.push(number)
    }
  } catch (cause) {
    throw new Failure({
      code: 'record-unreadable',
      what: 'read the record of a run',
      on: path,
      got: messageOf(cause),
      exitCode: exitCodes.usage,
      cause,
    })
  }
  return describeDamage(basename(path), bad, number)
}

/** Not node:readline, which also ends a line at U+2028, as JSON does not: half a Pod's log would be a line. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    let from = 0
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, end)]).toString('utf8')
      rest = []
      from = end + 1
    }
    rest.push(chunk.subarray(from))
  }
  const last = Buffer.concat(rest)
  if (last.length > 0) yield last.toString('utf8')
}

const lineFeed = 0x0a
const chunkBytes = 64 * 1024

function understood(reader: LineReader, text: string): boolean {
  try {
    reader.line(text)
    return true
  } catch {
    reader.damaged?.()
    return false
  }
}

function describeDamage(file: string, bad: number[], last: number): string[] {
  const inside = bad.filter(number => number !== last)
  const [first] = inside
  return [
    ...(first === undefined
      ? []
      : [
          inside.length === 1
            ? `line ${first} of ${file} cannot be read`
            : `${inside.length} lines of ${file} cannot be read, the first is line ${first}`,
        ]),
    ...(bad.includes(last) ? [`${file} ends in the middle of a line`] : []),
  ]
}
