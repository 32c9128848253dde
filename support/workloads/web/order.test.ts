/** The judgements on order: what is broken, what nobody can know, and that nothing passes for want of Pods. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gapEntry, podEntries } from '../../journal/pod-entries.ts'
import type { Entry } from '../../record.ts'
import type { Scope } from '../../scope.ts'
import { assertCreatedInOrder, assertNotBeforeReady, stayNotReady } from './order.ts'

const up = podEntries('+web-0', '*web-0', '+web-1', '*web-1')
const broken = { code: 'broken-promise', exitCode: 1 }
const unknown = { code: 'cannot-know' }
const heldBack = { later: 'web-1', earlier: 'web-0' }

test('order kept: nothing is thrown', () => {
  assertCreatedInOrder(up, 'web')
  assertNotBeforeReady(up, heldBack)
})

test('order broken', () => {
  assert.throws(() => assertCreatedInOrder(podEntries('+web-0', '+web-1'), 'web'), broken)
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
})

test('where nothing was created or deleted, no order was put to the test', () => {
  assert.throws(() => assertCreatedInOrder([], 'web'), unknown)
  assert.throws(() => assertCreatedInOrder(podEntries('+web-0', '+other-1'), 'web'), unknown)
  assert.throws(() => assertNotBeforeReady([], heldBack), unknown)
})

test('a Pod that its kubelet rejected and that was replaced counts in the life in which it was Ready', () => {
  const entries = podEntries('+web-0', '#web-0', 'xweb-0', '+web-0#2', '*web-0#2', '+web-1', '*web-1')
  assertNotBeforeReady(entries, heldBack)
  assertCreatedInOrder(entries, 'web')
  const tooEarly = podEntries('+web-0', '#web-0', 'xweb-0', '+web-0#2', '+web-1', '*web-0#2')
  assert.throws(() => assertNotBeforeReady(tooEarly, heldBack), broken)
})

test('a Pod that had been Ready until just before the next one came: nobody knows', () => {
  const evicted = podEntries('+web-0', '*web-0', 'eweb-0', '-web-0', '+web-1')
  assert.throws(() => assertNotBeforeReady(evicted, heldBack), unknown)
  assert.throws(() => assertCreatedInOrder(evicted, 'web'), unknown)
  const oneIsCertain = podEntries('+web-0', '*web-0', '!web-0', '+web-1', '+web-2')
  assert.throws(() => assertCreatedInOrder(oneIsCertain, 'web'), broken)
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
