import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../failure.ts'
import type { Lag, Watch } from '../kubernetes/watch.ts'
import { createDoubts } from './doubt.ts'

const watch = (lag: Lag, awaySinceMs?: number): Watch => ({ lag: async () => lag, awaySinceMs })
const outage = { kind: 'Pod', fromMs: 1_000, untilMs: 3_000, why: 'connection refused' }
const at = (nowMs: number) => createDoubts({ monotonicMs: () => nowMs })

test('every watch had told everything: no doubt', async () => {
  const doubts = at(0)
  doubts.watches('Pod', watch('none'))
  doubts.looked('Pod')
  assert.deepEqual(
    [await doubts.ofWait(0), await doubts.ofFailure(0), await doubts.ofPass()],
    [undefined, undefined, undefined],
  )
})

test('one silent watch among others is named', async () => {
  const doubts = at(0)
  doubts.watches('Pod', watch('none'))
  doubts.watches('Service', watch('lasting'))
  for (const doubt of [await doubts.ofWait(0), await doubts.ofFailure(0)]) {
    assert.equal(doubt?.code, 'watch-silent')
    assert.match(doubt?.message ?? '', /Services/)
  }
})

test('what came a moment late came too late for a judgement that looked at it, and for nothing else', async () => {
  const doubts = at(5_000)
  doubts.watches('PersistentVolume', watch('brief'))
  assert.equal(await doubts.ofFailure(5_000), undefined, 'nobody had looked')
  doubts.looked('PersistentVolume')
  assert.equal((await doubts.ofFailure(5_000))?.code, 'cannot-know')
  assert.equal(await doubts.ofFailure(5_001), undefined, 'an earlier step had looked')
  assert.equal(await doubts.ofWait(5_000), undefined, 'a wait looks again')
  assert.equal(await doubts.ofPass(), undefined)
})

test('a watch that has gone silent leaves open what was concluded from it, and nothing else', async () => {
  const doubts = at(0)
  doubts.watches('Pod', watch('none'))
  doubts.watches('Service', watch('lasting'))
  doubts.looked('Pod')
  assert.equal(await doubts.ofPass(), undefined)
  doubts.looked('Service')
  assert.equal((await doubts.ofPass())?.code, 'watch-silent')
})

test('a server that does not answer now is a doubt, in its own words', async () => {
  const doubts = at(0)
  const error = new Failure({ code: 'api-unreachable', what: 'list Pods' })
  doubts.watches('Pod', { lag: () => Promise.reject(error), awaySinceMs: undefined })
  assert.equal(await doubts.ofWait(0), error)
  const broken = at(0)
  broken.watches('Pod', { lag: () => Promise.reject(new TypeError('oops')), awaySinceMs: undefined })
  assert.equal((await broken.ofWait(0))?.code, 'cannot-know')
})

test('an outage counts for what it fell into, and for nothing later', async () => {
  const doubts = at(9_000)
  doubts.outage(outage)
  const away = /away for 2.0 s of the last 7.0 s: connection refused/
  assert.match((await doubts.ofWait(2_000))?.message ?? '', away)
  assert.match((await doubts.ofFailure(2_000))?.message ?? '', away)
  assert.equal((await doubts.ofWait(0))?.code, 'api-away')
  assert.equal(await doubts.ofWait(3_000), undefined)
  assert.equal(await doubts.ofFailure(3_000), undefined)
})

test('an outage that ends while the server is asked counts, too', async () => {
  for (const ask of ['ofWait', 'ofFailure'] as const) {
    const doubts = at(9_000)
    const lag = async (): Promise<Lag> => {
      doubts.outage(outage)
      return 'brief'
    }
    doubts.watches('Pod', { lag, awaySinceMs: 1_000 })
    assert.equal((await doubts[ask](2_000))?.code, 'api-away')
  }
})

test('a look while its watch was away was blind, whatever came later; one at another kind was not', async () => {
  const doubts = at(2_000)
  doubts.watches('Pod', watch('none', 1_000))
  doubts.watches('Service', watch('none'))
  doubts.looked('Service')
  doubts.outage(outage)
  assert.equal(await doubts.ofPass(), undefined)
  doubts.looked('Pod')
  const blind = /Pods were looked at while they could not be watched for 2.0 s: connection refused/
  assert.match((await doubts.ofPass())?.message ?? '', blind)
  assert.match((await doubts.ofFailure(8_000))?.message ?? '', blind)
})

test('a look in an absence that was too short to tell of is none to speak of', async () => {
  const doubts = at(2_000)
  doubts.watches('Pod', watch('none', 1_900))
  doubts.looked('Pod')
  doubts.outage(outage)
  assert.equal(await doubts.ofPass(), undefined)
})
