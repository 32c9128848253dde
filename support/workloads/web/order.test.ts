/** The judgements on order: what is broken, what nobody can know, and that nothing passes for want of Pods. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gapEntry, podEntries } from '../../journal/pod-entries.ts'
import type { Entry } from '../../record.ts'
import type { Scope } from '../../scope.ts'
import {
  assertCreatedInOrder,
  assertDeletedInOrder,
  assertDeletionOrder,
  assertNotBeforeReady,
  stayNotReady,
} from './order.ts'

const up = podEntries('+web-0', '*web-0', '+web-1', '*web-1')
const down = podEntries('+web-0', '+web-1', '-web-1', 'xweb-1', '-web-0', 'xweb-0')
const broken = { code: 'broken-promise', exitCode: 1 }
const unknown = { code: 'cannot-know' }
const heldBack = { later: 'web-1', earlier: 'web-0' }

test('order kept: nothing is thrown', () => {
  assertCreatedInOrder(up, 'web')
  assertDeletedInOrder(down, 'web')
  assertDeletionOrder(down, ['web-1', 'web-0'])
  assertNotBeforeReady(up, heldBack)
})

test('order broken', () => {
  assert.throws(() => assertCreatedInOrder(podEntries('+web-0', '+web-1'), 'web'), broken)
  const reversed = podEntries('+web-0', '+web-1', '-web-0', '-web-1')
  assert.throws(() => assertDeletedInOrder(reversed, 'web'), broken)
  assert.throws(() => assertDeletionOrder(reversed, ['web-1', 'web-0']), broken)
  assert.throws(() => assertNotBeforeReady(podEntries('+web-0', '+web-1', '*web-0'), heldBack), broken)
})

test('a gap of Pods: nobody knows; a gap of events does not matter', () => {
  for (const judge of [
    (entries: Entry[]) => assertCreatedInOrder(entries, 'web'),
    (entries: Entry[]) => assertNotBeforeReady(entries, heldBack),
  ]) {
    assert.throws(() => judge([...up, gapEntry('Pod')]), unknown)
    judge([...up, gapEntry('Event')])
  }
  assert.throws(() => assertDeletionOrder([...down, gapEntry('Pod')], ['web-1', 'web-0']), unknown)
  assert.throws(() => assertDeletedInOrder([...down, gapEntry('Pod')], 'web'), unknown)
})

test('where nothing was created or deleted, no order was put to the test', () => {
  assert.throws(() => assertCreatedInOrder([], 'web'), unknown)
  assert.throws(() => assertCreatedInOrder(podEntries('+web-0', '+other-1'), 'web'), unknown)
  assert.throws(() => assertDeletedInOrder(up, 'web'), unknown)
  assert.throws(() => assertNotBeforeReady([], heldBack), unknown)
})

test('a deletion without a grace period has its place in the order', () => {
  assertDeletionOrder(podEntries('+web-0', '+web-1', 'xweb-1', 'xweb-0'), ['web-1', 'web-0'])
})

/** A scope whose Pod web-0 is as the last entry says; `later` is recorded while the wait goes on. */
function scopeWith(entries: Entry[], later: Entry[] = []): Scope {
  const all = [...entries]
  setTimeout(
    () => all.push(...later.map((entry, index) => ({ ...entry, seq: entries.length + index + 1 }))),
    20,
  )
  const get = () => all.at(-1)?.object
  const journal = { entries: all, view: { get }, now: () => entries.at(-1)?.atMs ?? 0 }
  return { journal, signal: new AbortController().signal } as unknown as Scope
}

test('a Pod that stays Running and not Ready', () =>
  stayNotReady(scopeWith(podEntries('+web-0', '~web-0')), 'web-0', 40))

test('a Pod that becomes Ready, or is replaced by another that is not, has not stayed', async () => {
  const begun = () => podEntries('+web-0', '~web-0')
  await assert.rejects(stayNotReady(scopeWith(begun(), podEntries('*web-0')), 'web-0', 60), broken)
  const replaced = podEntries('xweb-0', '+web-0#2', '~web-0#2')
  await assert.rejects(stayNotReady(scopeWith(begun(), replaced), 'web-0', 60), broken)
})
