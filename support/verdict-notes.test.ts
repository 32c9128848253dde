/** What is asked before a result stands: of a failure since its step began, of a pass everything. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brokenPromise } from './broken-promise.ts'
import { Failure } from './failure.ts'
import { gapEntry } from './journal/pod-entries.ts'
import { type Entry, verdictMediaType } from './record.ts'
import { noteBlindness, noteFailure } from './verdict-notes.ts'
import type { StateproofWorld } from './world.ts'

const doubt = new Failure({ code: 'api-away', what: 'judge', got: 'it was away' })
const step = (type: string, atMs: number) => ({ source: 'step', type, atMs, seq: atMs, time: '' }) as Entry

/** A world whose journal doubts what the test says; `notes` are the verdicts that were noted. */
function worldWith(journal: object, entries: Entry[] = []) {
  const notes: string[] = []
  const attach = (text: string, { mediaType }: { mediaType: string }) =>
    void (mediaType === verdictMediaType && notes.push(text))
  const nobodyDoubts = {
    now: () => 9_000,
    doubtOfFailure: async () => undefined,
    doubtOfPass: async () => undefined,
  }
  const scope = { journal: { entries, ...nobodyDoubts, ...journal } }
  return { world: { isOpen: true, scope, attach } as unknown as StateproofWorld, notes }
}

const failure = brokenPromise({ what: 'keep it' })

test('a failure stands where nobody doubts it; it is asked for since its step began', async () => {
  const asked: number[] = []
  const doubtOfFailure = async (sinceMs: number) => void asked.push(sinceMs)
  const entries = [step('began', 1_000), step('ended', 2_000), step('began', 3_000), step('ended', 4_000)]
  const { world, notes } = worldWith({ doubtOfFailure }, entries)
  await noteFailure(world, failure)
  assert.deepEqual([asked, notes], [[3_000], []])
})

test('a failure that is doubted is inconclusive', async () => {
  const { world, notes } = worldWith({ doubtOfFailure: async () => doubt })
  await noteFailure(world, failure)
  assert.match(notes.join(), /inconclusive.*it was away/)
})

test('a pass stands where nobody doubts it, and is inconclusive where somebody does or changes were missed', async () => {
  const { world, notes } = worldWith({})
  await noteBlindness(world)
  assert.deepEqual(notes, [])
  const doubted = worldWith({ doubtOfPass: async () => doubt })
  await noteBlindness(doubted.world)
  assert.match(doubted.notes.join(), /inconclusive.*it was away/)
  const missed = worldWith({}, [gapEntry('Pod')])
  await noteBlindness(missed.world)
  assert.match(missed.notes.join(), /changes of Pods may have been missed/)
})
