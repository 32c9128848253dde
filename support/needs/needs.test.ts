/** From the record of a run to the table of needs, and from the table to Roles. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../record.ts'
import { readRight } from '../rights.ts'
import { collectUses, findUnlisted, updateTable } from './derive-needs.ts'
import { type NeedsTable, needsOf, readTable, whoNeeds } from './needs.ts'
import { recordUses } from './record-uses.ts'
import { rolesFor } from './roles.ts'
import { fromTemplate, toTemplate } from './template.ts'

const run = {
  images: {
    nginx: 'nginx:1',
    client: 'client:1',
    nfsProvisioner: 'p:1',
    elasticsearch: 'e:1',
    busybox: 'b:1',
  },
  imagePullPolicy: 'Never' as const,
  nfs: { server: '10.0.0.1', path: '/data' },
}
const own = 'stateproof-dns-k3f9-x7f2q'
const empty: NeedsTable = { run: [], everyScenario: [], scenarios: {}, objects: {} }

/** The lines that a scenario with these uses writes. */
function linesOf(scenario: string, ...uses: Parameters<ReturnType<typeof recordUses>>[0][]): Entry[] {
  const entries: Entry[] = []
  const onUse = recordUses(run, entry => entries.push({ seq: 1, atMs: 0, time: '', scenario, ...entry }))
  for (const use of uses) onUse(use)
  return entries
}

const pods = (verb: string, namespace = own) => ({ verb, group: '', resource: 'pods', namespace })
const web = (replicas: number) => ({
  ...pods('create'),
  group: 'apps',
  resource: 'statefulsets',
  name: 'web',
  body: { kind: 'StatefulSet', metadata: { name: 'web', namespace: own }, spec: { replicas } },
})
const scale = (replicas: number) => ({
  ...web(0),
  verb: 'patch',
  subresource: 'scale',
  body: { spec: { replicas } },
})

test('each right is written once, wherever the run has its namespaces', () => {
  const lines = linesOf(
    'a',
    pods('list'),
    pods('list'),
    pods('list', 'stateproof-other-k3f9-aaaaa'),
    pods('list', 'kube-system'),
  )
  assert.deepEqual(
    lines.map(({ name }) => name),
    ['list pods', 'list pods in kube-system'],
  )
})

test('a namespace of ours is deleted by name, and made in the cluster', () => {
  const namespaces = { group: '', resource: 'namespaces', name: own }
  const lines = linesOf('a', { ...namespaces, verb: 'create' }, { ...namespaces, verb: 'delete' })
  assert.deepEqual(
    lines.map(({ name }) => name),
    ['create namespaces in cluster', 'delete namespaces'],
  )
})

test('the table is what passed scenarios used; the common part is said once', () => {
  const uses = collectUses([
    ...linesOf('a', pods('list'), pods('watch'), web(1), scale(3)),
    ...linesOf('b', pods('list'), pods('create')),
    ...linesOf('failed', pods('delete')),
  ])
  const table = updateTable(empty, uses, { passed: ['a', 'b'], existing: ['a', 'b', 'failed'] })
  assert.deepEqual(table.everyScenario, ['list pods'])
  assert.deepEqual(table.scenarios.b, { rights: ['create pods'], objects: [] })
  assert.deepEqual(needsOf(table, 'a')?.scales, { web: 3 })
  assert.deepEqual(
    needsOf(table, 'a')?.objects.map(({ kind, spec }) => [kind, spec?.replicas]),
    [['StatefulSet', 1]],
  )
  assert.equal(needsOf(table, 'failed'), undefined)
})

test('an update keeps what was not run, and drops what is no scenario any more', () => {
  const first = updateTable(
    empty,
    collectUses([...linesOf('a', pods('list'), pods('watch')), ...linesOf('gone', pods('list'))]),
    {
      passed: ['a', 'gone'],
      existing: ['a', 'gone'],
    },
  )
  const second = updateTable(first, collectUses(linesOf('b', pods('list'), pods('create'))), {
    passed: ['b'],
    existing: ['a', 'b'],
  })
  assert.deepEqual(
    [second.everyScenario, second.scenarios],
    [
      ['list pods'],
      { a: { rights: ['watch pods'], objects: [] }, b: { rights: ['create pods'], objects: [] } },
    ],
  )
})

test('a right or an object that the table lacks is named; of a scenario that failed, nothing', () => {
  const uses = collectUses([...linesOf('a', pods('list'), web(1)), ...linesOf('failed', pods('delete'))])
  const [right, set, object] = findUnlisted({ ...empty, everyScenario: ['list pods'] }, uses, ['a'])
  assert.equal(right, 'a used a right: create statefulsets.apps')
  assert.match(set ?? '', /^a made an object: StatefulSet web [0-9a-f]{6}$/)
  assert.equal(object, undefined)
})

test('templates do not depend on the run, and come back as a run would send them', () => {
  const labels = { app: 'x', 'stateproof.dev/run': 'r' }
  const pod = {
    kind: 'Pod',
    metadata: { name: 'p', namespace: own, labels },
    spec: {
      containers: [{ image: 'client:1', imagePullPolicy: 'Never', volumeMounts: [{ mountPath: '/data' }] }],
      volumes: [{ nfs: { server: '10.0.0.1', path: '/data' } }, { emptyDir: {} }],
    },
  }
  const template = toTemplate(pod, run)
  assert.deepEqual(template, {
    kind: 'Pod',
    metadata: { name: 'p', labels: { app: 'x' } },
    spec: {
      containers: [
        {
          image: '{image:client}',
          imagePullPolicy: '{imagePullPolicy}',
          volumeMounts: [{ mountPath: '/data' }],
        },
      ],
      volumes: [{ nfs: { server: '{nfs:server}', path: '{nfs:path}' } }, { emptyDir: {} }],
    },
  })
  const other = { ...run, images: { ...run.images, client: 'mine:2' }, nfs: { server: 'nas', path: '/x' } }
  assert.match(JSON.stringify(fromTemplate(template, other, 'ns')), /"mine:2".*"nas","path":"\/x"/)
})

test('chance is in no template: the random end behind a name in the cluster, the node', () => {
  const role = (end: string) => ({ kind: 'ClusterRole', metadata: { name: `runner-${end}` } })
  const line = (namespace: string, end: string) => {
    const entries: Entry[] = []
    const using = { ...run, own: namespace }
    const onUse = recordUses(using, entry =>
      entries.push({ seq: 1, atMs: 0, time: '', scenario: 'a', ...entry }),
    )
    onUse({ verb: 'create', group: 'g', resource: 'clusterroles', name: `runner-${end}`, body: role(end) })
    return [...(collectUses(entries).get('a')?.objects ?? [])]
  }
  const [first] = line(own, 'x7f2q')
  assert.match(first?.key ?? '', /^ClusterRole runner-\{end\} /)
  assert.deepEqual(line('stateproof-dns-p2p2-b4b4b', 'b4b4b'), [first])
  assert.deepEqual(fromTemplate(first?.template ?? {}, run, own), role('x7f2q'))
  const bound = (node: string) => ({
    nodeSelector: { 'kubernetes.io/hostname': node },
    terms: [{ key: 'kubernetes.io/hostname', operator: 'NotIn', values: [node] }],
  })
  assert.deepEqual(toTemplate(bound('worker-1'), run), toTemplate(bound('worker-2'), run))
  assert.doesNotMatch(
    JSON.stringify(fromTemplate(toTemplate(bound('worker-1'), run), run, own)),
    /worker|\{node/,
  )
})

test('what is made outside the run’s own namespaces is removed by its label; in a given one none is made', () => {
  const everyScenario = ['create namespaces in cluster', 'create services']
  const objects = { service: { kind: 'Service' }, class: { kind: 'StorageClass' } }
  const scenarios = { a: { rights: [], objects: ['service', 'class'] } }
  const table = { run: ['list namespaces in cluster'], everyScenario, scenarios, objects }
  const storage = (verb: string) => `${verb} storageclasses.storage.k8s.io in cluster`
  assert.deepEqual(
    [...whoNeeds(table, ['a']).keys()],
    [...everyScenario, storage('list'), storage('delete'), 'list namespaces in cluster'],
  )
  assert.deepEqual(
    [...whoNeeds(table, ['a'], 'given').keys()],
    ['create services', 'list services', 'deletecollection services', storage('list'), storage('delete')],
  )
})

test('Roles: rights of one group with the same verbs share a rule, each place has its own', () => {
  const rights = [
    'list pods',
    'watch pods',
    'list services',
    'watch services',
    'create pods/exec',
    'list services in kube-system',
    'list nodes in cluster',
  ]
  const [role, clusterRole, kubeSystem] = rolesFor(rights.map(readRight), 'given')
  assert.deepEqual([role?.kind, role?.metadata.namespace], ['Role', 'given'])
  assert.deepEqual(role?.rules, [
    { apiGroups: [''], resources: ['pods', 'services'], verbs: ['list', 'watch'] },
    { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] },
  ])
  assert.deepEqual(
    [clusterRole?.kind, clusterRole?.rules],
    ['ClusterRole', [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }]],
  )
  assert.equal(kubeSystem?.metadata.namespace, 'kube-system')
  // Without a given namespace the run's own are in no Role.
  assert.deepEqual(
    rolesFor(rights.map(readRight)).map(({ kind }) => kind),
    ['ClusterRole', 'Role'],
  )
})

test('the table itself: no right is a wildcard, every container has requests and a limit', () => {
  const table = readTable()
  assert.ok(Object.keys(table.scenarios).length > 0, 'it is empty')
  for (const right of [
    ...table.everyScenario,
    ...Object.values(table.scenarios).flatMap(({ rights }) => rights),
  ])
    assert.doesNotMatch(right, /\*/)
  const specs = Object.values(table.objects).flatMap(object => {
    const { kind, spec } = object as { kind: string; spec?: { template?: { spec: unknown } } }
    return kind === 'Pod' ? [spec] : spec?.template ? [spec.template.spec] : []
  })
  assert.ok(specs.length > 0)
  for (const spec of specs as {
    containers: { name: string; resources?: { requests?: object; limits?: object } }[]
  }[])
    for (const { name, resources } of spec.containers) {
      assert.deepEqual(Object.keys(resources?.requests ?? {}), ['cpu', 'memory'], name)
      assert.notDeepEqual(resources?.limits ?? {}, {}, name)
    }
})
