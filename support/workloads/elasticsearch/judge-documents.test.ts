import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOurIgnorance } from '../../broken-promise.ts'
import { openLedger } from '../../ledger/ledger.ts'
import { type Document, documentOf, foundRecord, idOf, isOnTwoCopies, recordOf } from './documents.ts'
import { judgeDocuments, readPage, type SearchPage } from './judge-documents.ts'

const time = new Date('2026-01-02T03:04:05.678Z')
const [one, two, three] = [1, 2, 3].map(seq => documentOf({ writer: 'w', seq, time })) as [
  Document,
  Document,
  Document,
]
type Hit = { _id: string; _source: unknown }
const hit = (document: Document, change: object = {}): Hit => ({
  _id: idOf(document),
  _source: { ...document, ...change },
})

function page(hits: Hit[], total = hits.length): SearchPage {
  const answer = {
    timed_out: false,
    _shards: { total: 1, successful: 1, failed: 0 },
    hits: { total: { value: total, relation: 'eq' }, hits },
  }
  return readPage({ status: 200, body: JSON.stringify(answer) })
}

/** One and two were acknowledged, three was attempted. */
function judge(...pages: SearchPage[]) {
  const ledger = openLedger()
  for (const document of [one, two, three]) ledger.attempt(recordOf(document))
  for (const document of [one, two]) ledger.acknowledge(idOf(document))
  const { lost, changed, recovered, unexpected, duplicated } = judgeDocuments(ledger, pages)
  return { lost, changed, recovered, unexpected, duplicated }
}

const nothing = { lost: [], changed: [], recovered: [], unexpected: [], duplicated: [] }

test('all that was acknowledged is found: nothing to say', () => {
  assert.deepEqual(judge(page([hit(one), hit(two)])), nothing)
})

test('found without acknowledgement is recovered; missing is lost; a stranger is unexpected', () => {
  const stranger = documentOf({ writer: 'x', seq: 1, time })
  assert.deepEqual(judge(page([hit(one), hit(three), hit(stranger)])), {
    ...nothing,
    lost: ['w-2'],
    recovered: ['w-3'],
    unexpected: ['x-1'],
  })
})

for (const [what, change] of [
  ['its time', { time: '2000-01-01T00:00:00.000Z' }],
  ['its checksum', { checksum: 'f' }],
  ['another document, whole in itself', documentOf({ writer: 'w', seq: 2, time: new Date(0) })],
  ['the content of another id', { ...one }],
  ['nothing left of it', { writer: undefined, seq: undefined, time: undefined, checksum: undefined }],
] as const)
  test(`a document that was altered is changed: ${what}`, () => {
    assert.deepEqual(judge(page([hit(one), hit(two, change)])), { ...nothing, changed: ['w-2'] })
  })

test('one id twice is duplicated, and is no stranger', () => {
  const twice = page([hit(one), hit(two)], 3)
  assert.deepEqual(judge(twice, page([hit(two)], 3)), { ...nothing, duplicated: ['w-2'] })
})

test('pages that do not hold what the search counted judge nothing', () => {
  assert.throws(() => judge(page([hit(one)], 2)), isOurIgnorance)
  assert.throws(() => judge(), isOurIgnorance)
})

for (const [what, change] of [
  ['a failed shard', { _shards: { total: 1, successful: 0, failed: 1 } }],
  ['a shard without an answer', { _shards: { total: 2, successful: 1, failed: 0 } }],
  ['a time-out', { timed_out: true }],
  ['a refusal', { hits: undefined, error: { type: 'index_not_found_exception' } }],
] as const)
  test(`no final read: ${what}`, () => {
    const whole = {
      timed_out: false,
      _shards: { total: 1, successful: 1, failed: 0 },
      hits: { total: { value: 0, relation: 'eq' }, hits: [] },
    }
    assert.throws(
      () => readPage({ status: 200, body: JSON.stringify({ ...whole, ...change }) }),
      isOurIgnorance,
    )
  })

test('a document is found as it was recorded', () => {
  assert.deepEqual(foundRecord('w-1', JSON.parse(JSON.stringify(one))), recordOf(one))
})

const written = { _id: 'w-1', result: 'created', _shards: { successful: 2, failed: 0 } }

for (const [what, answer, expected] of [
  ['created on both copies', written, true],
  ['created on the primary only', { ...written, _shards: { successful: 1, failed: 0 } }, /only 1 copy/],
  ['a copy failed', { ...written, _shards: { successful: 2, failed: 1 } }, /1 copies failed/],
  ['not created', { ...written, result: 'updated' }, /updated/],
  ['another document', { ...written, _id: 'w-2' }, /for w-2/],
] as const)
  test(`acknowledged or not: ${what}`, () => {
    const verdict = isOnTwoCopies(one, answer)
    if (expected === true) assert.equal(verdict, true)
    else assert.match(String(verdict), expected)
  })
