import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../../clock.ts'
import { keepAsking } from './asking.ts'

const untilAborted = (_server: string, signal: AbortSignal) =>
  new Promise<void>(done => signal.addEventListener('abort', () => done()))
const never = new AbortController().signal

test('probes go on until they are stopped, without trouble', async () => {
  const asking = keepAsking(['a', 'b'], untilAborted, never)
  assert.deepEqual([...asking.servers], ['a', 'b'])
  await asking.stop()
  await asking.stop()
  assert.equal(asking.trouble, undefined)
})

test('a probe whose connection is lost is trouble, and no unhandled rejection', async () => {
  const probe = (server: string, signal: AbortSignal) =>
    server === 'b' ? Promise.reject(new Error('the connection ended')) : untilAborted(server, signal)
  const asking = keepAsking(['a', 'b'], probe, never)
  await systemClock.sleep(5)
  assert.equal(asking.trouble?.code, 'cannot-know')
  assert.match(asking.trouble?.message ?? '', /DNS replica b.*the connection ended/)
  await asking.stop()
})

test('a probe that ends by itself is trouble, too', async () => {
  const asking = keepAsking(['a'], async () => undefined, never)
  await systemClock.sleep(5)
  assert.match(asking.trouble?.message ?? '', /ended by itself/)
})

test('an interrupted run is no trouble', async () => {
  const interrupted = new AbortController()
  const asking = keepAsking(['a'], untilAborted, interrupted.signal)
  interrupted.abort()
  await asking.stop()
  assert.equal(asking.trouble, undefined)
})
