import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from './clock.ts'

test('an interrupted sleep says by what', async () => {
  const interrupted = new AbortController()
  const sleep = systemClock.sleep(60_000, interrupted.signal)
  interrupted.abort(new Error('interrupted by SIGINT'))
  await assert.rejects(sleep, { message: 'interrupted by SIGINT' })
  await assert.rejects(systemClock.sleep(60_000, interrupted.signal), { message: 'interrupted by SIGINT' })
})

test('a sleep lasts as long as it was asked to, by its own clock', async () => {
  const begunMs = systemClock.monotonicMs()
  await systemClock.sleep(30)
  assert.ok(systemClock.monotonicMs() - begunMs >= 29)
})
