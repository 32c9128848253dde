import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isOurIgnorance } from '../../broken-promise.ts'
import type { Refusal } from './answers.ts'
import {
  assertOneCluster,
  type ClusterState,
  judgeStates,
  readClusterState,
  type StatesByPod,
} from './cluster-state.ts'
import { isGreenWith, readHealth } from './health.ts'

const pods = ['es-0', 'es-1', 'es-2']
const expected = { name: 'k8s-logs', pods }
const whole: ClusterState = {
  cluster_name: 'k8s-logs',
  cluster_uuid: 'u1',
  master_node: 'id-es-1',
  nodes: Object.fromEntries(pods.map(name => [`id-${name}`, { name }])),
}

function judge(change: Partial<ClusterState> | undefined, uuid?: string) {
  const third = change === undefined ? undefined : { ...whole, ...change }
  const states = new Map([
    ['es-0', whole],
    ['es-1', whole],
    ['es-2', third],
  ])
  return judgeStates(states, { ...expected, ...(uuid !== undefined && { uuid }) })
}

test('three nodes that say the same are a cluster, with its master by name', () => {
  assert.deepEqual(judge({}), { master: 'es-1', uuid: 'u1' })
  assert.deepEqual(judge({}, 'u1'), { master: 'es-1', uuid: 'u1' })
})

const broken: [string, Partial<ClusterState> | undefined, RegExp][] = [
  ['no answer', undefined, /^es-2 gave no answer$/],
  ['another name', { cluster_name: 'other' }, /es-2 is of cluster other, not k8s-logs/],
  ['another cluster', { cluster_uuid: 'u2' }, /different clusters: u1, u2/],
  ['another master', { master_node: 'id-es-2' }, /different masters: es-1, es-2/],
  ['no master', { master_node: null }, /es-2 has no master/],
  ['a master that is no node', { master_node: 'gone' }, /es-2 has no master/],
  ['never joined', { cluster_uuid: '_na_', master_node: null }, /es-2 has joined no cluster/],
  [
    'a node missing',
    { nodes: { 'id-es-1': { name: 'es-1' } } },
    /knows the nodes es-1, not es-0, es-1, es-2/,
  ],
  ['a stranger', { nodes: { ...whole.nodes, x: { name: 'stranger' } } }, /es-2, stranger, not/],
]

for (const [what, change, pattern] of broken)
  test(`seen: ${what}`, () => {
    const verdict = judge(change)
    assert.ok(
      Array.isArray(verdict) && verdict.some(problem => pattern.test(problem)),
      JSON.stringify(verdict),
    )
  })

test('a cluster that agrees with itself and is not the former one', () => {
  assert.match(String(judge({}, 'u0')), /es-0 is of cluster u1, which is not the former u0/)
})

test('nodes that contradict break the promise; nodes that cannot be asked leave it open', () => {
  const states: StatesByPod = new Map<string, ClusterState | Refusal>([
    ['es-0', whole],
    ['es-1', whole],
    ['es-2', { refused: 'master_not_discovered_exception', status: 503 }],
  ])
  assert.throws(
    () => assertOneCluster(states, expected),
    error => !isOurIgnorance(error) && /es-2 refused/.test(String(error)),
  )
  assert.throws(() => assertOneCluster(new Map(), expected), isOurIgnorance)
})

test('the state is read as 7.6.2 gives it', () => {
  const body =
    '{"cluster_name":"k8s-logs","cluster_uuid":"_na_","master_node":null,"nodes":{"a":{"name":"es-0","ephemeral_id":"b","transport_address":"172.19.0.2:9300","attributes":{}}}}'
  const state = readClusterState({ status: 200, body }) as ClusterState
  assert.deepEqual([state.cluster_uuid, state.master_node, state.nodes.a?.name], ['_na_', null, 'es-0'])
  assert.throws(() => readClusterState({ status: 502, body: '<html>' }), isOurIgnorance)
})

const green = {
  cluster_name: 'k8s-logs',
  status: 'green',
  number_of_nodes: 3,
  active_shards: 2,
  relocating_shards: 0,
  initializing_shards: 0,
  unassigned_shards: 0,
}

for (const [change, state] of [
  [{}, 'met'],
  [{ status: 'yellow', unassigned_shards: 1 }, 'notYet'],
  [{ number_of_nodes: 2 }, 'notYet'],
  [{ relocating_shards: 1 }, 'notYet'],
] as const)
  test(`health with ${JSON.stringify(change)}: ${state}`, () => {
    const health = readHealth({ status: 200, body: JSON.stringify({ ...green, ...change }) })
    assert.equal(isGreenWith(3, health).state, state)
  })

test('a node without a master refuses to tell the health: not yet, with its reason', () => {
  const body =
    '{"error":{"root_cause":[],"type":"master_not_discovered_exception","reason":null},"status":503}'
  const answer = isGreenWith(3, readHealth({ status: 503, body }))
  assert.deepEqual(answer, { state: 'notYet', saw: 'master_not_discovered_exception (503)' })
})
