import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeLedger, provesDurability } from './judge-ledger.ts'
import { type LedgerRecord, openLedger } from './ledger.ts'

const a = { id: 'web-0/a', content: 'one' }
const b = { id: 'web-0/b', content: 'two' }

function judge(attempted: LedgerRecord[], acknowledged: LedgerRecord[], found: LedgerRecord[]) {
  const ledger = openLedger()
  for (const record of attempted) ledger.attempt(record)
  for (const record of acknowledged) ledger.acknowledge(record.id)
  return judgeLedger(ledger, found)
}

test('everything acknowledged is found: durable', () => {
  assert.equal(provesDurability(judge([a, b], [a, b], [a, b])), 'yes')
})

test('an acknowledged record that is missing is lost, by name', () => {
  const verdict = judge([a, b], [a, b], [a])
  assert.deepEqual(verdict.lost, ['web-0/b'])
  assert.equal(provesDurability(verdict), 'no')
})

test('a record with other content is changed, not lost', () => {
  const verdict = judge([a], [a], [{ ...a, content: 'ONE' }])
  assert.deepEqual([verdict.changed, verdict.lost], [['web-0/a'], []])
  assert.equal(provesDurability(verdict), 'no')
})

test('a record nobody attempted is unexpected', () => {
  const verdict = judge([a], [a], [a, { id: 'web-1/a', content: 'one' }])
  assert.deepEqual(verdict.unexpected, ['web-1/a'])
  assert.equal(provesDurability(verdict), 'no')
})

test('a write that was never acknowledged may be there or not', () => {
  assert.equal(provesDurability(judge([a, b], [a], [a])), 'yes')
  const verdict = judge([a, b], [a], [a, b])
  assert.deepEqual(verdict.recovered, ['web-0/b'])
  assert.equal(provesDurability(verdict), 'yes')
})

test('a ledger in which nothing was acknowledged proves nothing', () => {
  assert.equal(provesDurability(judge([a], [], [])), 'unknown')
})
