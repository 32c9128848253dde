/** The scenarios' questions: against what they are compared, what is measured, and what is written down. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DnsAnswer } from './dns-answers.ts'
import { askForServiceUntil, askForTargets, requestOnceReachable } from './questions.ts'
import { answer, type Story, tell } from './questions-fixture.ts'

const unknown = { code: 'cannot-know' }
async function serviceOf(story: Story) {
  const told = tell(story)
  const { answers, expected } = await askForServiceUntil(told.actors, { service: 'nginx', seconds: 30 })
  return { ...told, values: answers.flatMap(({ values }) => values), expected: [...expected.values()].flat() }
}

test('a Service’s addresses: asked until right, measured against the limit, only changes written down', async () => {
  const says = { 0: [answer('1')], 200: [answer('2', '1')] }
  const { askedAt, recorded, figures } = await serviceOf({ says })
  assert.equal(askedAt.length, 3)
  assert.deepEqual(
    recorded.map(({ type, data }) => [type, (data as DnsAnswer).values?.join()]),
    [
      ['dns', '1'],
      ['dns', '2,1'],
      ['dns-ended', undefined],
    ],
  )
  assert.deepEqual([figures[0]?.value, figures[0]?.unit, figures[0]?.limit], [0.23, 's', 30])
})

test('Pods that change while it is asked: the last answer is compared with the last of them', async () => {
  const ready = { 0: ['1', '2'], 5000: ['1', '3'] }
  const says = { 0: [answer('1')], 6000: [answer('1', '3')] }
  const { values, expected } = await serviceOf({ ready, says })
  assert.deepEqual(
    [values, expected],
    [
      ['1', '3'],
      ['1', '3'],
    ],
  )
})

test('Pods that change, and answers that stay wrong: nobody knows what DNS had time to learn', () =>
  assert.rejects(serviceOf({ ready: { 0: ['1'], 29900: ['1', '2'] }, says: { 0: [answer()] } }), {
    ...unknown,
    message: /while the Ready Pods changed/,
  }))

test('right after the limit only: nobody knows, and how long it took is measured all the same', async () => {
  const told = tell({ says: { 0: [answer('1')], 31000: [answer('1', '2')] } })
  await assert.rejects(askForServiceUntil(told.actors, { service: 'nginx', seconds: 30 }), unknown)
  assert.equal(told.figures[0]?.value, 32.01)
})

test('wrong after the limit, too: it is the judge’s', async () => {
  const { values, expected } = await serviceOf({ says: { 0: [answer('1')] } })
  assert.deepEqual([values, expected], [['1'], ['1', '2']])
})

test('SRV records: asked until they name every Pod; their port is the judge’s', async () => {
  const srv = (...pods: string[]): DnsAnswer => ({
    ...answer(...pods.map(pod => `0 50 81 ${pod}.nginx.ns.svc.d`)),
    name: '_web._tcp.nginx.ns.svc.d',
  })
  const told = tell({ says: { 0: [srv('web-0')], 200: [srv('web-0', 'web-1')] } })
  const [last] = await askForTargets(told.actors, 'web', 'nginx')
  assert.deepEqual(last?.values, ['0 50 81 web-0.nginx.ns.svc.d', '0 50 81 web-1.nginx.ns.svc.d'])
})

test('requests are sent once the Service lists the Ready Pods, and written down with their answers', async () => {
  const told = tell({ published: { 0: ['1'], 2000: ['1', '2'] } })
  assert.deepEqual(await requestOnceReachable(told.actors, 'http://nginx/', 2), ['web-0', undefined])
  assert.deepEqual([told.now(), told.recorded[0]?.type], [2_000, 'http'])
})
