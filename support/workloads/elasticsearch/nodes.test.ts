import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOurIgnorance } from '../../broken-promise.ts'
import { assertSameNodes, type Copy, readCopies, readNodeIds } from './nodes.ts'

const before = new Map([
  ['es-0', 'a'],
  ['es-1', 'b'],
])
const own: Copy[] = [
  { node: 'es-0', fetchedBytes: 230 },
  { node: 'es-1', fetchedBytes: 0 },
]

test('a node that came back as itself, with its own copy; how one that stayed first got its copy does not matter', () => {
  assertSameNodes({ before, after: new Map(before), returned: ['es-1'], copies: own })
})

for (const [what, change, expected] of [
  ['another id', { after: new Map([...before, ['es-1', 'c']]) }, /es-1 is node c, and was b/],
  ['no such node', { after: new Map([['es-0', 'a']]) }, /es-1 is node none, and was b/],
  ['a copy of another node', { returned: ['es-0', 'es-1'] }, /es-0 fetched 230 bytes/],
  ['no copy', { copies: own.slice(0, 1) }, /es-1 has no copy any more/],
] as const)
  test(`seen: ${what}`, () => {
    const facts = { before, after: new Map(before), returned: ['es-1'], copies: own, ...change }
    assert.throws(
      () => assertSameNodes(facts),
      error => !isOurIgnorance(error) && expected.test(String(error)),
    )
  })

test('ids and copies are read as 7.6.2 gives them; a refusal judges nothing', () => {
  const state =
    '{"cluster_name":"k8s-logs","cluster_uuid":"u","nodes":{"a":{"name":"es-0","transport_address":"x"}}}'
  assert.deepEqual([...readNodeIds({ status: 200, body: state })], [['es-0', 'a']])
  const size = { total_in_bytes: 230, reused_in_bytes: 0, recovered_in_bytes: 230 }
  const shards = ['DONE', 'INDEX'].map(stage => ({ stage, target: { name: 'es-0' }, index: { size } }))
  const recovery = JSON.stringify({ settled: { shards } })
  assert.deepEqual(readCopies('settled', { status: 200, body: recovery }), [
    { node: 'es-0', fetchedBytes: 230 },
  ])
  const refusal = '{"error":{"type":"master_not_discovered_exception"},"status":503}'
  assert.throws(() => readNodeIds({ status: 503, body: refusal }), isOurIgnorance)
})
