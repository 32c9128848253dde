/** The judgements on answers and requests: right, wrong, and nothing to judge. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../../failure.ts'
import { podEntries } from '../../journal/pod-entries.ts'
import type { Actors } from '../actors.ts'
import type { DnsAnswer } from './dns-answers.ts'
import { assertExactly, assertSettledWithin, isExactly } from './judge-answers.ts'
import { assertAnsweredBy, assertEveryAnswered } from './judge-requests.ts'

const broken = { code: 'broken-promise' }
const unknown = { code: 'cannot-know' }
const answer = (name: string, values: string[], status = 'NOERROR', server = '10.0.0.10'): DnsAnswer => ({
  server,
  name,
  status,
  values,
  atMs: 0,
})
const expected = new Map([
  ['a', ['1']],
  ['b', ['2', '3']],
])

test('exactly what is expected, in any order', () =>
  assertExactly([answer('a', ['1']), answer('b', ['3', '2'])], expected))

const wrong: [string, DnsAnswer, RegExp][] = [
  ['another value', answer('b', ['2', '4']), /resolve b \(DNS replica 10.0.0.10\): expected 2, 3, got 2, 4/],
  ['one too few', answer('b', ['2']), /got 2$/],
  ['one too many', answer('b', ['1', '2', '3']), /got 1, 2, 3/],
  ['a value twice', answer('b', ['2', '2', '3']), /got 2, 2, 3/],
  ['NXDOMAIN', answer('b', [], 'NXDOMAIN'), /got NXDOMAIN/],
  ['no answer', answer('b', [], 'no answer', 'resolver'), /the Pod's resolver.*got no answer/],
  ['NOERROR and nothing in it', answer('b', []), /got NOERROR/],
]
for (const [what, second, message] of wrong)
  test(`wrong: ${what}`, () =>
    assert.throws(() => assertExactly([answer('a', ['1']), second], expected), { ...broken, message }))

test('whether they are right is told by the same measure', () => {
  const right = [answer('a', ['1']), answer('b', ['3', '2'])]
  assert.ok(isExactly(right, expected))
  for (const [, second] of wrong) assert.ok(!isExactly([answer('a', ['1']), second], expected))
  assert.ok(!isExactly([], expected) && !isExactly(right.slice(1), expected) && !isExactly(right, new Map()))
  assert.ok(!isExactly([...right, answer('c', ['1'])], expected))
  assert.ok(!isExactly([answer('a', [])], new Map([['a', []]])))
})

test('one replica of two is wrong', () => {
  const answers = [answer('a', ['1']), answer('a', ['9'], 'NOERROR', '10.0.0.11')]
  assert.throws(() => assertExactly(answers, new Map([['a', ['1']]])), { ...broken, message: /10.0.0.11/ })
})

test('what was never asked, or expects nothing, is not judged', () => {
  assert.throws(() => assertExactly(undefined, expected), unknown)
  assert.throws(() => assertExactly([], expected), unknown)
  assert.throws(() => assertExactly([answer('a', ['1'])], new Map()), unknown)
  assert.throws(() => assertExactly([answer('a', ['1'])], expected), { ...unknown, message: /b/ })
  assert.throws(() => assertExactly([answer('a', [], 'no answer')], new Map([['a', []]])), unknown)
  assert.throws(
    () => assertExactly([answer('a', ['1']), answer('c', ['1'])], new Map([['a', ['1']]])),
    unknown,
  )
})

test('requests: every one answered, by exactly these Pods', () => {
  assertEveryAnswered(['web-0', 'web-1'])
  assertAnsweredBy(['web-0', 'web-1', 'web-0'], ['web-1', 'web-0'])
  assert.throws(() => assertEveryAnswered(['web-0', undefined]), broken)
  assert.throws(() => assertAnsweredBy(['web-0', 'web-0'], ['web-0', 'web-1']), broken)
  assert.throws(() => assertAnsweredBy(['web-0', 'web-1', 'web-2'], ['web-0', 'web-1']), broken)
  assert.throws(() => assertAnsweredBy([undefined], ['web-0']), broken)
  for (const none of [undefined, []]) {
    assert.throws(() => assertEveryAnswered(none), unknown)
    assert.throws(() => assertAnsweredBy(none, ['web-0']), unknown)
  }
})

/** A scenario whose Pod web-0 was replaced and is Ready since 500 ms; now it is `nowMs`. */
function actors(
  answers: DnsAnswer[],
  nowMs: number,
  { replicas = ['s'], trouble = undefined as Failure | undefined } = {},
) {
  const entries = podEntries('+web-0', '*web-0', 'xweb-0', '+web-0#2', '*web-0#2')
  const figures: unknown[] = []
  const journal = { entries, now: () => nowMs }
  const scope = { journal, timeouts: { dnsSettled: 3_000 }, signal: new AbortController().signal }
  const asking = { servers: ['s'], trouble, stop: async () => undefined }
  const web = { pods: () => [{ metadata: { name: 'web-0', uid: 'web-0#2' } }] }
  const seen = { probe: { answers, asking }, names: new Map([['n', 'web-0']]) }
  const client = { replicas: async () => replicas }
  return { scope, web, seen, client, figure: (figure: unknown) => figures.push(figure) } as unknown as Actors
}
const says = (value: string, fromMs: number, untilMs: number) =>
  Array.from({ length: (untilMs - fromMs) / 100 }, (_, index) => ({
    ...answer('n', value === 'NXDOMAIN' ? [] : [value], value === 'NXDOMAIN' ? value : 'NOERROR', 's'),
    atMs: fromMs + index * 100,
  }))

test('a name that follows its Pod', () =>
  assertSettledWithin(actors(says('ip of web-0#2', 500, 4_500), 4_500), 30))

test('a name that leads to the old Pod for too long', () =>
  assert.rejects(assertSettledWithin(actors(says('ip of web-0', 500, 31_000), 31_000), 30), {
    ...broken,
    message: /follow the Pods within 30 s \(DNS replica s\).*old address ip of web-0 30.4 s after/,
  }))

test('no address until just after the limit, and then the new one: a cache of our own question may be why', () => {
  const answers = [...says('NXDOMAIN', 500, 31_000), ...says('ip of web-0#2', 31_000, 35_000)]
  return assert.rejects(assertSettledWithin(actors(answers, 35_000), 30), {
    ...unknown,
    message: /NXDOMAIN 30.4 s after the new Pod was Ready, and then the new address/,
  })
})

test('a replica that fell silent because it was taken away has broken nothing', () =>
  assert.rejects(
    assertSettledWithin(actors(says('NXDOMAIN', 500, 33_000), 33_000, { replicas: ['t'] }), 30),
    unknown,
  ))

test('a replica that was taken away after it gave an old address for too long has', () =>
  assert.rejects(
    assertSettledWithin(actors(says('ip of web-0', 500, 31_000), 31_000, { replicas: ['t'] }), 30),
    broken,
  ))

test('a probe that died is no answer, whatever came before', () => {
  const trouble = new Failure({ code: 'cannot-know', what: 'keep asking' })
  return assert.rejects(
    assertSettledWithin(actors(says('ip of web-0#2', 500, 4_500), 4_500, { trouble }), 30),
    unknown,
  )
})

test('a probe that was never begun, or asked for no name', async () => {
  const without = actors([], 0)
  await assert.rejects(assertSettledWithin({ ...without, seen: {} }, 30), unknown)
  const { seen } = without
  await assert.rejects(assertSettledWithin({ ...without, seen: { ...seen, names: new Map() } }, 30), unknown)
})
