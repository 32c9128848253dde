/** Reads `messages.ndjson` into a fold, and says what is wrong with it as a record. Knows nothing of the journal. */
import { join } from 'node:path'
import { type Envelope, version as messagesVersion } from '@cucumber/messages'
import { exitCodes, Failure } from '../../failure.ts'
import { MessageFold } from '../message-fold.ts'
import { readLines } from './read-lines.ts'

export interface ReadMessages {
  fold: MessageFold
  /** Why it is not the whole record of a run, one sentence each. */
  damage: string[]
}

/** @throws Failure `newer-format` (exit code 2) when a newer version of Cucumber's messages is in it. */
export async function readMessages(directory: string): Promise<ReadMessages> {
  const fold = new MessageFold()
  const damage = await readLines(join(directory, 'messages.ndjson'), {
    line: text => fold.add(JSON.parse(text) as Envelope),
    damaged: () => fold.damage(),
  })
  refuseNewer(directory, fold.run.protocolVersion)
  const { orphans } = fold.run
  if (orphans > 0)
    damage.push(`messages.ndjson lacks lines: ${orphans} others speak of what they would have said`)
  return { fold, damage }
}

function refuseNewer(directory: string, version: string | undefined): void {
  if (version === undefined || majorOf(version) <= majorOf(messagesVersion)) return
  throw newerFormat(directory, `Cucumber messages ${version}`, `messages up to ${messagesVersion}`)
}

function majorOf(version: string): number {
  return Number.parseInt(version, 10)
}

/** What a record that was written by a later version is answered with: a guess could be a wrong verdict. */
export function newerFormat(directory: string, got: string, expected: string): Failure {
  return new Failure({
    code: 'newer-format',
    what: 'read the record of a run',
    on: directory,
    expected,
    got,
    hint: 'a newer stateproof wrote it: use that one',
    exitCode: exitCodes.usage,
  })
}
