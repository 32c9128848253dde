/** What the preflight makes of clusters that no test cluster is like: a server plays them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cluster } from '../kubernetes/cluster.ts'
import { answer, openScriptedServer } from '../kubernetes/scripted-server.ts'
import { lookAtCapacity } from './capacity.ts'
import { lookAtDisruption } from './disruption.ts'
import { type Inquiry, type Look, limits, ok } from './inquiry.ts'
import { lookAtOtherRuns } from './namespaces.ts'
import { lookAtAddresses, lookAtDns } from './network.ts'
import { lookAtClocks, lookAtNodes } from './nodes.ts'
import { barredBy, isUnusable } from './preflight.ts'
import { lookAtApis, lookAtRights } from './rights.ts'
import { lookAtServer } from './server.ts'
import { lookAtStorage } from './storage.ts'

const required = { id: 'a/b/required', level: 'must', tags: ['@needs-default-storage-class'] }
const further = { id: 'a/b/further', level: 'should', tags: ['@disruptive'] }
const table = {
  run: ['list namespaces in cluster'],
  everyScenario: ['create services'],
  scenarios: {
    [required.id]: { rights: ['create pods'], objects: ['Pod'] },
    [further.id]: { rights: ['list nodes in cluster'], objects: [] },
  },
  objects: { Pod: { kind: 'Pod', metadata: { name: 'client' } } },
}
const pod = (memory: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'client' },
  spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { memory } } }] },
})

/** An inquiry of a server that has these lists, by the end of their path; a number is a refusal. */
async function look(it: Look, lists: Record<string, unknown>, changes: Partial<Inquiry> | object = {}) {
  await using server = await openScriptedServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    const found = Object.entries(lists).find(([end]) => path.endsWith(end))?.[1]
    let body = ''
    request.on('data', chunk => {
      body += chunk
    })
    request.on('end', () => {
      const said = typeof found === 'function' ? found(body) : found
      if (typeof said === 'number') return answer(response, { reason: 'Refused' }, said)
      if (Array.isArray(said)) return answer(response, { metadata: {}, items: said })
      return answer(response, said ?? {}, said === undefined ? 404 : 200)
    })
  })
  const needs = { rights: [], objects: [pod('1Gi')], scales: {} }
  const inquiry = {
    cluster: server.cluster satisfies Cluster,
    settings: { skipPreflight: [] },
    acquired: { provider: 'existing' },
    fingerprint: { version: 'v1.37.0', nodes: [] },
    runId: 'me',
    selected: [required, further],
    table,
    needs: new Map([[required.id, needs]]),
    namespace: 'stateproof-preflight-x-aaaaa',
    ...changes,
  }
  return await it(inquiry as unknown as Inquiry)
}

const outcomes = (findings: Awaited<ReturnType<Look>>) => findings.map(({ outcome }) => outcome)

test('server versions', async () => {
  const cases: [string, string][] = [
    ['v1.37.2', 'ok'],
    ['v1.28.0+k3s1', 'ok'],
    ['v1.38.0-alpha.1', 'warning'],
    ['v1.27.9', 'unusable'],
    ['v2.0.0', 'unusable'],
    ['latest', 'unusable'],
  ]
  for (const [version, outcome] of cases)
    assert.deepEqual(
      outcomes(await look(lookAtServer, {}, { fingerprint: { version, nodes: [] } })),
      [outcome],
      version,
    )
})

/** A server that allows everything but these. */
const allowing =
  (...refused: string[]) =>
  (body: string) => {
    const { verb, resource } = JSON.parse(body).spec.resourceAttributes as { verb: string; resource: string }
    return { status: { allowed: !refused.includes(`${verb} ${resource}`) } }
  }

test('a right that a required scenario lacks ends the run, one of others limits it', async () => {
  const rights = (...refused: string[]) =>
    look(lookAtRights, { selfsubjectaccessreviews: allowing(...refused) })
  assert.deepEqual(outcomes(await rights()), ['ok'])
  const [needed] = await rights('create pods')
  assert.deepEqual([needed?.outcome, needed?.scenarios], ['unusable', [required.id]])
  assert.match(needed?.sentence ?? '', /this user may not create pods$/)
  const [optional] = await rights('list nodes')
  assert.deepEqual(
    [optional?.outcome, optional?.scenarios, optional?.verdict],
    ['limits', [further.id], 'not supported'],
  )
  assert.deepEqual(outcomes(await rights('list namespaces')), ['unusable'], 'the run itself')
})

test('in a given namespace, what lies outside only limits', async () => {
  const settings = { skipPreflight: [], namespace: 'given' }
  const selected = [{ ...further, level: 'must' }]
  const answers = { selfsubjectaccessreviews: allowing('list nodes') }
  assert.deepEqual(outcomes(await look(lookAtRights, answers, { settings, selected })), ['limits'])
})

test('a kind that the server does not have', async () => {
  const served = (...names: string[]) => ({ resources: names.map(name => ({ name })) })
  const all = { '/api/v1': served('pods', 'services', 'nodes', 'namespaces') }
  assert.deepEqual(outcomes(await look(lookAtApis, all)), ['ok'])
  const [missing] = await look(lookAtApis, { '/api/v1': served('services', 'nodes', 'namespaces') })
  assert.deepEqual([missing?.outcome, missing?.sentence], ['unusable', 'the server has no pods in v1'])
})

test('storage classes: none, none marked, several marked, one that was named', async () => {
  const mark = { 'storageclass.kubernetes.io/is-default-class': 'true' }
  const storageClass = (name: string, annotations = {}) => ({
    metadata: { name, annotations },
    provisioner: 'p',
  })
  const storage = (items: unknown, settings = {}) =>
    look(lookAtStorage, { storageclasses: items }, { settings: { skipPreflight: [], ...settings } })
  assert.deepEqual(outcomes(await storage([])), ['limits'])
  assert.match(
    (await storage([storageClass('gold')]))[0]?.sentence ?? '',
    /none is marked|no storage class is marked.*gold/,
  )
  assert.deepEqual(outcomes(await storage([storageClass('gold', mark)])), ['ok'])
  assert.deepEqual(outcomes(await storage([storageClass('a', mark), storageClass('b', mark)])), [
    'warning',
    'ok',
  ])
  assert.deepEqual(outcomes(await storage([storageClass('gold')], { storageClass: 'gold' })), ['ok'])
  assert.deepEqual(outcomes(await storage([storageClass('gold')], { storageClass: 'silver' })), ['unusable'])
  assert.deepEqual(outcomes(await storage(403)), ['unknown'])
})

test('room: enough, too little, none at all', async () => {
  const node = (memory: string, changes = {}) => ({
    metadata: { name: 'n' },
    spec: {},
    status: {
      allocatable: { cpu: '2', memory, pods: '10' },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
    ...changes,
  })
  const room = (nodes: unknown, pods: unknown = []) => look(lookAtCapacity, { nodes, pods })
  assert.deepEqual(outcomes(await room([node('2Gi')])), ['ok'])
  const there = { ...pod('1536Mi'), spec: { ...pod('1536Mi').spec, nodeName: 'n' } }
  const [full] = await room([node('2Gi')], [there])
  assert.deepEqual([full?.outcome, full?.scenarios], ['limits', [required.id]])
  assert.deepEqual(outcomes(await room([node('2Gi', { spec: { unschedulable: true } })])), ['unusable'])
  assert.deepEqual(outcomes(await room(403)), ['unknown'])
})

test('room: of many nodes only those are asked about that are needed', async () => {
  const node = (name: string) => ({
    metadata: { name },
    spec: {},
    status: {
      allocatable: { cpu: '2', memory: '2Gi', pods: '10' },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  })
  const filling = (name: string) => ({ ...pod('2Gi'), spec: { ...pod('2Gi').spec, nodeName: name } })
  const nodes = Array.from({ length: 40 }, (_, index) => node(`n${index}`))
  const lookWith = async (full: number) => {
    let asked = 0
    const pods = () => {
      asked++
      return nodes.slice(0, full).map(({ metadata }) => filling(metadata.name))
    }
    const [found] = await look(lookAtCapacity, { nodes, pods: () => ({ metadata: {}, items: pods() }) })
    return { asked, outcome: found?.outcome, sentence: found?.sentence }
  }
  const empty = await lookWith(0)
  assert.deepEqual([empty.asked, empty.outcome], [8, 'ok'])
  assert.match(empty.sentence ?? '', /on the first 8 of 40 nodes/)
  assert.deepEqual((await lookWith(20)).asked, 24)
  const full = await lookWith(40)
  assert.deepEqual([full.asked, full.outcome], [40, 'limits'])
  assert.match(full.sentence ?? '', / on the 5 roomiest of 40 nodes$/)
})

test('addresses: either kind will do, but Elasticsearch, and Services and Pods must have the same first', async () => {
  const families = (ipFamilies: string[], podCidrs: string[] = [], object: object = pod('1Gi')) =>
    look(
      lookAtAddresses,
      { '/services/kubernetes': { spec: { ipFamilies } } },
      {
        fingerprint: { version: 'v1.37.0', nodes: [{ podCidrs }] },
        needs: new Map([[required.id, { rights: [], objects: [object], scales: {} }]]),
      },
    )
  assert.deepEqual(outcomes(await families(['IPv4'])), ['ok'])
  assert.deepEqual(outcomes(await families(['IPv6'], ['fd00::/64'])), ['ok'])
  const [dual] = await families(['IPv4'], ['10.0.0.0/24', 'fd00::/64'])
  assert.match(dual?.sentence ?? '', /^dual stack: Services get IPv4 addresses, Pods IPv4 and IPv6 ones$/)
  const elasticsearch = { kind: 'StatefulSet', metadata: { name: 'es' } }
  const [six] = await families(['IPv6'], ['fd00::/64'], elasticsearch)
  assert.deepEqual([six?.outcome, six?.scenarios], ['limits', [required.id]])
  const [apart] = await families(['IPv4'], ['fd00::/64', '10.0.0.0/24'])
  assert.deepEqual([apart?.outcome, apart?.scenarios], ['limits', [required.id]])
})

test('a DNS server that is not known bars those who ask each replica', async () => {
  const rights = [
    { verb: 'list', group: 'discovery.k8s.io', resource: 'endpointslices', place: 'kube-system' },
  ]
  const needs = new Map([[required.id, { rights, objects: [], scales: {} }]])
  const [found] = await look(lookAtDns, { services: [], endpointslices: [] }, { needs })
  assert.deepEqual([found?.outcome, found?.scenarios], ['limits', [required.id]])
  assert.deepEqual(outcomes(await look(lookAtDns, { services: 403, endpointslices: 403 }, { needs })), [
    'unknown',
  ])
})

test('mixed architectures, and clocks that are apart', async () => {
  const nodes = [{ architecture: 'amd64' }, { architecture: 'arm64' }]
  assert.deepEqual(outcomes(await look(lookAtNodes, {}, { fingerprint: { nodes } })), ['warning'])
  const lease = (aheadMs: number) => ({
    metadata: { name: 'n' },
    spec: { renewTime: new Date(Date.now() + aheadMs).toISOString() },
  })
  const clocks = (aheadMs: number) => look(lookAtClocks, { '/version': {}, leases: [lease(aheadMs)] })
  assert.deepEqual(outcomes(await clocks(-5_000)), ['ok'])
  assert.match((await clocks(60_000))[0]?.sentence ?? '', /node n is [\d.]+ s ahead of the server/)
  assert.deepEqual(outcomes(await clocks(-120_000)), ['warning'])
})

test('other runs are named, our own is not', async () => {
  const namespace = (run: string) => ({ metadata: { name: run, labels: { 'stateproof.dev/run': run } } })
  assert.deepEqual(outcomes(await look(lookAtOtherRuns, { namespaces: [namespace('me')] })), ['ok'])
  const [found] = await look(lookAtOtherRuns, { namespaces: [namespace('me'), namespace('other')] })
  assert.deepEqual([found?.outcome, /other \(1 namespaces\)/.test(found?.sentence ?? '')], ['warning', true])
})

test('disruption: on clusters that we made, or where the context is named', async () => {
  const disruption = (changes: object) => look(lookAtDisruption, {}, changes)
  const [skipped] = await disruption({})
  assert.deepEqual(
    [skipped?.outcome, skipped?.verdict, skipped?.scenarios],
    ['limits', 'skipped', [further.id]],
  )
  assert.deepEqual(await disruption({ acquired: { provider: 'kind' } }), [])
  const allow = (allowDisruptive: string) => disruption({ settings: { skipPreflight: [], allowDisruptive } })
  assert.deepEqual(outcomes(await allow('scripted')), ['warning'])
  assert.deepEqual(outcomes(await allow('another')), ['unusable'])
})

test('what the findings bar: the first of several is the reason', () => {
  const findings = [
    ok('a', 'fine'),
    limits('b', 'first', { scenarios: ['x'], verdict: 'not supported' }),
    limits('c', 'second', { scenarios: ['x', 'y'], verdict: 'inconclusive' }),
  ]
  assert.deepEqual(barredBy(findings), {
    x: { verdict: 'not supported', reason: 'first' },
    y: { verdict: 'inconclusive', reason: 'second' },
  })
  assert.equal(isUnusable(findings), false)
})
