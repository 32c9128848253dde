/** Asking until it is right: when first, how often, when last, and what is not known then. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../../failure.ts'
import { askUntilRight } from './ask-until-right.ts'
import { answer, type Story, tell } from './questions-fixture.ts'

const name = 'nginx.ns.svc.d'
const unknown = { code: 'cannot-know' }

async function asked(story: Story, wanted = new Map([[name, ['1', '2']]])) {
  const told = tell(story)
  const question = { ask: told.ask, expected: () => wanted, service: 'nginx' }
  const answers = await askUntilRight(told.actors, question)
  return { ...told, last: answers.map(({ values, status }) => values.join() || status).join(' ') }
}

test('a wrong answer is asked again: a cache may hold the addresses of the scenario before', async () => {
  const { last, askedAt } = await asked({ says: { 0: [answer('8', '9')], 29000: [answer('2', '1')] } })
  assert.equal(last, '2,1')
  assert.ok((askedAt.at(-1) ?? 0) <= 29_200)
})

test('one of two is asked again: the other is published a moment later', async () => {
  const { last, askedAt } = await asked({ says: { 0: [answer('1')], 200: [answer('1', '2')] } })
  assert.deepEqual([last, askedAt.length], ['1,2', 3])
})

test('what stays wrong is returned for the judge, and asked last when no cache of ours can matter', async () => {
  const { last, askedAt } = await asked({ says: { 0: [answer('1')] } })
  assert.equal(last, '1')
  assert.deepEqual(
    askedAt.filter(atMs => atMs >= 30_000),
    [32_000],
  )
})

test('right only after the limit: nobody knows', () =>
  assert.rejects(asked({ says: { 0: [answer()], 30500: [answer('1', '2')] } }), {
    ...unknown,
    message: /32.0 s after the first look/,
  }))

test('a look that begins before the limit and ends after it says as little', () =>
  assert.rejects(asked({ says: { 0: [answer('1', '2')] }, lookMs: 31_000 }), unknown))

test('first asked when the EndpointSlices list the Pods: a cache learns no wrong answer from us', async () => {
  const { askedAt } = await asked({
    says: { 0: [answer('1', '2')] },
    published: { 0: ['1'], 3000: ['1', '2'] },
  })
  assert.deepEqual(askedAt, [3_000])
})

test('slices that never list them are no reason not to ask, and the first question’s cache is outlived', async () => {
  const { askedAt, last } = await asked({ says: { 0: [answer('1')] }, published: { 0: ['1'] } })
  assert.deepEqual([askedAt[0], askedAt.at(-1), last], [10_000, 42_000, '1'])
})

test('that nobody is there to be asked is waited for, and thrown when it lasts', async () => {
  const down = new Failure({ code: 'dns-down', what: 'find the replicas' })
  const { last } = await asked({ says: { 0: down, 1000: [answer('1', '2')] } })
  assert.equal(last, '1,2')
  await assert.rejects(asked({ says: { 0: down } }), down)
  const ending = new Failure({ code: 'dns-unknown', what: 'ask every DNS replica' })
  assert.equal((await asked({ says: { 0: ending, 5000: down, 9000: [answer('1', '2')] } })).last, '1,2')
  await assert.rejects(asked({ says: { 0: ending } }), ending)
  const lost = new Failure({ code: 'exec-lost', what: 'ask' })
  await assert.rejects(asked({ says: { 0: lost, 1000: [answer('1', '2')] } }), lost)
})

test('where nothing is expected, the judge has nothing to compare: it is no right answer', async () =>
  assert.equal((await asked({ says: { 0: [answer()] } }, new Map([[name, []]]))).last, 'NXDOMAIN'))
