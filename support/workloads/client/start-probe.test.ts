/** A probe that begins: when first, until when it is waited for, and what is written down. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../../failure.ts'
import type { Actors } from '../actors.ts'
import { answer, tell } from './questions-fixture.ts'
import { startProbe } from './start-probe.ts'

const names = ['nginx.ns.svc.d']

test('a probe keeps every answer and writes down the changes', async () => {
  const { actors, recorded } = tell({ says: { 0: [answer('1'), answer('1'), answer(), answer('2')] } })
  const { answers } = await startProbe(actors, names)
  assert.deepEqual([answers.length, recorded.length], [4, 3])
})

test('it begins when the EndpointSlices list the Pods', async () => {
  const { actors, askedAt } = tell({
    says: { 0: [answer('1')] },
    published: { 0: ['1'], 3000: ['1', '2'] },
  })
  await startProbe(actors, names)
  assert.deepEqual(askedAt, [3_000])
})

/** A replica that first knows the name after so long. */
function late(knownAfterMs: number) {
  const told = tell({})
  const client = {
    ...told.actors.client,
    keepAsking: async (_: string[], onAnswer: (given: ReturnType<typeof answer>) => void) => ({
      servers: ['s'],
      get trouble() {
        if (told.now() >= knownAfterMs) onAnswer(answer('1'))
        return undefined
      },
      stop: async () => undefined,
    }),
  }
  return { ...told.actors, client }
}

test('a name that is known within the limit, just after it, and never', async () => {
  await startProbe(late(29_000), names)
  await assert.rejects(startProbe(late(31_000), names), { code: 'cannot-know', message: /a moment later/ })
  await assert.rejects(startProbe(late(99_000), names), {
    code: 'broken-promise',
    message: /replica s.*got none/,
  })
})

test('a replica that went away does not know the name, and has broken nothing', () => {
  const { client, ...actors } = late(99_000)
  const without = { ...client, replicas: async () => ['t'] }
  return assert.rejects(startProbe({ ...actors, client: without }, names), { code: 'cannot-know' })
})

test('replicas that are started anew are waited for', async () => {
  const { actors, now } = tell({ says: { 0: [answer('1')] } })
  const { keepAsking } = actors.client
  const down = new Failure({ code: 'dns-down', what: 'find the replicas' })
  const downUntil = (untilMs: number): Actors => ({
    ...actors,
    client: {
      ...actors.client,
      keepAsking: (...words) => (now() < untilMs ? Promise.reject(down) : keepAsking(...words)),
    },
  })
  await startProbe(downUntil(5_000), names)
  await assert.rejects(startProbe(downUntil(99_000), names), down)
})
