/**
 * Appends lines to journal.ndjson. Scenarios in several worker threads append to the same file: each line is one write
 * to a file opened for appending, which the kernel keeps whole.
 *
 * Secrets do not reach the file: each line is redacted on its way. Knows nothing of what the lines mean.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { Failure, messageOf } from '../failure.ts'
import type { Entry } from '../record.ts'
import { createRedactor } from '../redaction/redact.ts'

export interface Sink {
  append(entry: Entry): void
  close(): void
  /** Set once a line could not be written (disk full): from then on the record has a hole. */
  readonly failure: Failure | undefined
}

/** @throws Failure `journal-file` when the file cannot be opened. */
export function openSink(path: string): Sink {
  let failure: Failure | undefined
  const toFailure = (cause: unknown) =>
    new Failure({
      code: 'journal-file',
      what: 'write the journal',
      on: path,
      got: messageOf(cause),
      hint: 'is the disk full or the folder read-only?',
      cause,
    })
  const redactor = createRedactor()
  let file: number
  try {
    file = openSync(path, 'a')
  } catch (cause) {
    throw toFailure(cause)
  }
  return {
    append(entry) {
      if (failure !== undefined) return
      const line = Buffer.from(`${JSON.stringify(redactor.value(entry))}\n`)
      try {
        if (writeSync(file, line) !== line.length) throw new Error('the line was cut')
      } catch (cause) {
        failure = toFailure(cause)
      }
    },
    close: () => closeSync(file),
    get failure() {
      return failure
    },
  }
}
