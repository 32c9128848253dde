/** The judgements on a scale-down: what is held against it, and what is not its own doing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gapEntry, podEntries } from '../../journal/pod-entries.ts'
import type { Entry } from '../../record.ts'
import { assertDeletedInOrder, assertDeletionOrder } from './scale-down.ts'

type Happenings = Parameters<typeof podEntries>

const broken = { code: 'broken-promise', exitCode: 1 }
const unknown = { code: 'cannot-know' }
const up: Happenings = ['+web-0', '*web-0', '+web-1', '*web-1']
const inOrder: Happenings = ['-web-1', 'xweb-1', '-web-0', 'xweb-0']

const judges: [string, (entries: Entry[]) => void][] = [
  ['one after another', entries => assertDeletedInOrder(entries, 'web')],
  ['the order', entries => assertDeletionOrder(entries, 'web', ['web-1', 'web-0'])],
]

const kept: [string, ...Happenings][] = [
  ['the last first', ...up, '>web', ...inOrder],
  ['without a grace period', ...up, '>web', 'xweb-1', 'xweb-0'],
  ['another Pod goes, too', ...up, '+client', '>web', '-client', ...inOrder],
  [
    'the first one was evicted while the last was there, before it was scaled',
    ...up,
    ...(['eweb-0', '-web-0', 'xweb-0', '+web-0#2', '*web-0#2'] as const),
    ...(['>web', '-web-1', 'xweb-1', '-web-0#2', 'xweb-0#2'] as const),
  ],
  [
    'a Pod that its kubelet had rejected, and one that was evicted, before it was scaled',
    ...(['+web-0', '#web-0', '-web-0', 'xweb-0', '+web-0#2', '*web-0#2'] as const),
    ...(['+web-1', '*web-1', 'eweb-1', '-web-1', 'xweb-1', '+web-1#2', '*web-1#2'] as const),
    ...(['>web', '-web-1#2', 'xweb-1#2', '-web-0#2', 'xweb-0#2'] as const),
  ],
]
const notKept: [string, ...Happenings][] = [
  ['the first first', ...up, '>web', '-web-0', 'xweb-0', '-web-1', 'xweb-1'],
  ['made anew on the way', ...up, '>web', '-web-1', 'xweb-1', '+web-1#2', '-web-0', 'xweb-0', '-web-1#2'],
]
const open: [string, ...Happenings][] = [
  ['evicted meanwhile, in the wrong order', ...up, '>web', 'eweb-0', '-web-0', 'xweb-0', '-web-1', 'xweb-1'],
  ['evicted meanwhile, in the right order', ...up, '>web', 'eweb-1', ...inOrder],
  ['failed on its node meanwhile', ...up, '>web', '#web-0', '-web-0', '-web-1', 'xweb-1'],
  ['was being deleted already', ...up, '-web-1', '>web', 'xweb-1', '-web-0', 'xweb-0'],
  ['replaced as it was scaled', ...up, '-web-1', 'xweb-1', '>web', '+web-1#2', '-web-1#2', '-web-0'],
  ['never scaled', ...up, ...inOrder],
  ['nothing was deleted, since nothing was there', '>web'],
]

for (const [judge, assertIn] of judges) {
  for (const [what, ...happenings] of kept)
    test(`${judge}, kept: ${what}`, () => assertIn(podEntries(...happenings)))
  for (const [what, ...happenings] of notKept)
    test(`${judge}, broken: ${what}`, () => assert.throws(() => assertIn(podEntries(...happenings)), broken))
  for (const [what, ...happenings] of open)
    test(`${judge}, not known: ${what}`, () =>
      assert.throws(() => assertIn(podEntries(...happenings)), unknown))
  test(`${judge}, not known: a gap of Pods`, () => {
    const entries = podEntries(...up, '>web', ...inOrder)
    assert.throws(() => assertIn([...entries, gapEntry('Pod')]), unknown)
    assertIn([...entries, gapEntry('Event')])
  })
}

test('of a Pod that was not there when it was scaled, no deletion is missed', () => {
  const entries = podEntries(...up, '-web-1', 'xweb-1', '>web', '-web-0', 'xweb-0')
  assert.throws(() => assertDeletionOrder(entries, 'web', ['web-1', 'web-0']), unknown)
})
test('a deletion that did not come is missed', () => {
  const entries = podEntries(...up, '>web', '-web-1', 'xweb-1')
  assert.throws(() => assertDeletionOrder(entries, 'web', ['web-1', 'web-0']), broken)
})
