/** That an acknowledgement or a refusal while the server is away is held against the volume, and one under way is not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../../failure.ts'
import type { Actors } from '../actors.ts'
import { assertWritesStalled } from './outage.ts'
import type { Writing } from './writing.ts'

const outage = { fromMs: 10_000, untilMs: 30_000 }

function judge(writing: Partial<Writing>, seen: Partial<Actors['seen']> = { outage }): string | undefined {
  const idle: Writing = {
    pod: 'writer',
    acknowledgedAtMs: [],
    failures: [],
    trouble: undefined,
    stop: async () => {},
  }
  const actors = { seen: { ...seen, writing: { ...idle, ...writing } }, figure: () => {} }
  try {
    assertWritesStalled(actors as unknown as Actors)
    return undefined
  } catch (error) {
    return error instanceof Failure ? error.code : String(error)
  }
}

test('no acknowledgement while the server was away: kept', () => {
  assert.equal(judge({ acknowledgedAtMs: [9_000, 10_900, 30_500] }), undefined)
})

test('an acknowledgement while it was away: broken', () => {
  assert.equal(judge({ acknowledgedAtMs: [9_000, 20_000, 30_500] }), 'broken-promise')
})

test('a write that failed: broken', () => {
  assert.equal(judge({ failures: ['record-00007: Input/output error'] }), 'broken-promise')
})

test('a writer that ended by itself, or a server that was never away: nobody knows', () => {
  const trouble = new Failure({ code: 'exec-lost', what: 'keep writing' })
  assert.equal(judge({ trouble }), 'exec-lost')
  assert.equal(judge({}, {}), 'cannot-know')
})
