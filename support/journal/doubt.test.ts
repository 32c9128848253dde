import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../failure.ts'
import { createDoubts } from './doubt.ts'

const current = { isCurrent: async () => true }
const silent = { isCurrent: async () => false }
const outage = { kind: 'Pod', fromMs: 1_000, untilMs: 3_000, why: 'connection refused' }
const at = (nowMs: number) => createDoubts({ monotonicMs: () => nowMs })

test('every watch is current: no doubt', async () => {
  const doubts = at(0)
  doubts.watches('Pod', current)
  assert.equal(await doubts.ask(0), undefined)
})

test('one silent watch among others is named', async () => {
  const doubts = at(0)
  doubts.watches('Pod', current)
  doubts.watches('Service', silent)
  const doubt = await doubts.ask(0)
  assert.equal(doubt?.code, 'watch-silent')
  assert.match(doubt?.message ?? '', /Services/)
})

test('a server that does not answer now is a doubt, in its own words', async () => {
  const doubts = at(0)
  const error = new Failure({ code: 'api-unreachable', what: 'list Pods' })
  doubts.watches('Pod', { isCurrent: () => Promise.reject(error) })
  assert.equal(await doubts.ask(0), error)
  const broken = at(0)
  broken.watches('Pod', { isCurrent: () => Promise.reject(new TypeError('oops')) })
  assert.equal((await broken.ask(0))?.code, 'cannot-know')
})

test('an outage counts for the waits that it fell into, and for no later one', async () => {
  const doubts = at(9_000)
  doubts.outage(outage)
  assert.match(
    (await doubts.ask(2_000))?.message ?? '',
    /away for 2.0 s of the last 7.0 s: connection refused/,
  )
  assert.equal((await doubts.ask(0))?.code, 'api-away')
  assert.equal(await doubts.ask(3_000), undefined)
})
