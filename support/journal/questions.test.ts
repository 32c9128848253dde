import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../record.ts'
import { gapEntry, podEntries } from './pod-entries.ts'
import { createdOutOfOrder, deletedOutOfOrder, gapsIn, incarnationsIn, incarnationsOf } from './questions.ts'

type Happenings = Parameters<typeof podEntries>

const kept: [string, ...Happenings][] = [
  ['one after another', '+web-0', '*web-0', '+web-1', '*web-1', '+web-2'],
  ['only the first', '+web-0'],
  ['the one before stopped being Ready afterwards', '+web-0', '*web-0', '+web-1', '!web-0'],
  ['the second life waited for, too', '+web-0', '*web-0', 'xweb-0', '+web-0#2', '*web-0#2', '+web-1'],
  ['a Pod of another set, and one of nobody', '+web-0', '+web-front-1', '+client', '+webber-1'],
]
const broken: [string, RegExp, ...Happenings][] = [
  ['at the same time', /web-1 was created at t2 while web-0 was Pending/, '+web-0', '+web-1'],
  ['Running, not yet Ready', /web-0 was Running, not Ready/, '+web-0', '~web-0', '+web-1'],
  ['the one before was never there', /web-0 was not there/, '+web-1'],
  ['the one before is gone again', /web-0 was not there/, '+web-0', '*web-0', 'xweb-0', '+web-1'],
  ['the one before is being deleted', /web-0 was being deleted/, '+web-0', '*web-0', '-web-0', '+web-1'],
  ['no longer Ready', /web-0 was Running, not Ready/, '+web-0', '*web-0', '!web-0', '+web-1'],
  [
    'the first of all is not Ready, though the one before is',
    /web-2 was created at t6 while web-0/,
    '+web-0',
    '*web-0',
    '+web-1',
    '*web-1',
    '!web-0',
    '+web-2',
  ],
]

for (const [what, ...happenings] of kept)
  test(`created in order: ${what}`, () =>
    assert.deepEqual(createdOutOfOrder(podEntries(...happenings), 'web'), []))
for (const [what, reason, ...happenings] of broken)
  test(`created out of order: ${what}`, () => assert.match(sentences(podEntries(...happenings)), reason))

function sentences(entries: Entry[]): string {
  return createdOutOfOrder(entries, 'web')
    .map(({ what }) => what)
    .join()
}

test('whether the one before had been Ready until just then is told', () => {
  const raced = (...happenings: Happenings) =>
    createdOutOfOrder(podEntries(...happenings), 'web').map(({ raced }) => raced)
  assert.deepEqual(raced('+web-0', '*web-0', '-web-0', '+web-1'), [true])
  assert.deepEqual(raced('+web-0', '+web-1'), [false])
  // 100 ms each: the client's are what lies between.
  const others = Array.from({ length: 60 }, () => '~client' as const)
  assert.deepEqual(raced('+web-0', '*web-0', '!web-0', ...others, '+web-1'), [false])
  // One of those before never was Ready: that the other one had been changes nothing.
  assert.deepEqual(raced('+web-0', '+web-1', '*web-1', '!web-1', '+web-2'), [false, false])
})

test('a life that ended before its owner had it deleted says why', () => {
  const why = (...happenings: Happenings) => incarnationsIn(podEntries(...happenings))[0]?.disrupted
  assert.equal(why('+web-0', '#web-0', '-web-0', 'xweb-0'), 'OutOfpods')
  assert.equal(why('+web-0', '*web-0', 'eweb-0', '-web-0'), 'EvictionByEvictionAPI')
  assert.equal(why('+web-0', '-web-0', '#web-0', 'xweb-0'), undefined, 'it failed while it was being deleted')
  assert.equal(why('+web-0', '*web-0', '-web-0'), undefined)
})

const both: Happenings = ['+web-0', '*web-0', '+web-1', '*web-1']
const deletedKept: [string, ...Happenings][] = [
  ['the last first', ...both, '-web-1', 'xweb-1', '-web-0', 'xweb-0'],
  ['only the last', ...both, '-web-1'],
  ['the higher one came only later', '+web-0', '-web-0', '+web-1'],
  ['no higher one ever was', '+web-0', '-web-0', 'xweb-0'],
  [
    'a former life ended late, the present one in order',
    '+web-0',
    '-web-0',
    'xweb-0',
    ...both.map(h => `${h}#2` as const),
    '-web-1#2',
    'xweb-1#2',
    '-web-0#2',
  ],
]
const deletedBroken: [string, RegExp, ...Happenings][] = [
  [
    'at the same time',
    /web-0 was being deleted at t6 before web-1 was gone/,
    ...both,
    '-web-1',
    '-web-0',
    'xweb-1',
  ],
  ['the first first', /web-0 was being deleted at t5/, ...both, '-web-0', 'xweb-0', '-web-1'],
  ['without a grace period: gone at once', /web-0 was being deleted at t5/, ...both, 'xweb-0'],
  [
    'a former life of the higher one was gone, the present one is not',
    /before web-1 was gone/,
    ...both,
    '-web-1',
    'xweb-1',
    '+web-1#2',
    '-web-0',
  ],
  [
    'the next one is gone, the one after that is not',
    /web-0 was being deleted at t9 before web-2 was gone/,
    ...both,
    '+web-2',
    '*web-2',
    '-web-1',
    'xweb-1',
    '-web-0',
  ],
]

for (const [what, ...happenings] of deletedKept)
  test(`deleted in order: ${what}`, () =>
    assert.deepEqual(deletedOutOfOrder(podEntries(...happenings), 'web'), []))
for (const [what, reason, ...happenings] of deletedBroken)
  test(`deleted out of order: ${what}`, () =>
    assert.match(deletedOutOfOrder(podEntries(...happenings), 'web').join('; '), reason))

test('of deletions, only those after a moment are judged', () => {
  const entries = podEntries(...both, '-web-0', 'xweb-0', '>web', '-web-1')
  assert.deepEqual(deletedOutOfOrder(entries, 'web', entries[6]), [])
})

test('the lives of a Pod, with what happened in each', () => {
  const entries = podEntries('+web-0', '~web-0', '*web-0', '-web-0', 'xweb-0', '+web-0#2', '+web-1')
  const [first, second, ...others] = incarnationsOf(entries, 'web-0')
  assert.deepEqual(
    [
      first?.created.seq,
      first?.running?.seq,
      first?.ready?.seq,
      first?.deleting?.seq,
      first?.gone?.seq,
      first?.ip,
    ],
    [1, 2, 3, 4, 5, 'ip of web-0'],
  )
  assert.deepEqual(
    [second?.created.seq, second?.ready, second?.ip, others.length],
    [6, undefined, undefined, 0],
  )
  assert.equal(incarnationsIn(entries).length, 3)
})

test('gaps are found by the kinds that are asked for', () => {
  const entries = [...podEntries('+web-0'), gapEntry('Event'), gapEntry('Pod')]
  assert.equal(gapsIn(entries, ['Pod', 'Service']).length, 1)
  assert.equal(gapsIn(entries, ['Service']).length, 0)
})
