import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../../failure.ts'
import { elasticsearchStatefulSet, headlessService } from './manifests.ts'
import { majorOf } from './release.ts'

const given = {
  image: 'example/elasticsearch:7.6.2',
  busyboxImage: 'example/busybox:1',
  imagePullPolicy: 'Never',
}

function environmentOf(image: string): Record<string, string | undefined> {
  const container = elasticsearchStatefulSet({ ...given, image }).spec?.template.spec?.containers[0]
  return Object.fromEntries(
    (container?.env ?? []).map(({ name, value, valueFrom }) => [
      name,
      value ?? valueFrom?.fieldRef?.fieldPath,
    ]),
  )
}

test("the environment is the article's", () => {
  assert.deepEqual(environmentOf(given.image), {
    'node.name': 'metadata.name',
    'cluster.name': 'k8s-logs',
    'cluster.initial_master_nodes': 'es-0,es-1,es-2',
    'discovery.zen.minimum_master_nodes': '2',
    'discovery.seed_hosts': 'elasticsearch',
    ES_JAVA_OPTS: '-Xms512m -Xmx512m',
    'network.host': '0.0.0.0',
  })
})

test('a version that knows no zen settings is not given one, and asks for no password', () => {
  const environment = environmentOf('example/elasticsearch:9.2.0')
  assert.equal(environment['discovery.zen.minimum_master_nodes'], undefined)
  assert.equal(environment['xpack.security.enabled'], 'false')
})

test('claims of 100Gi on es-data-db, mounted where Elasticsearch keeps its data', () => {
  const { spec } = elasticsearchStatefulSet(given)
  const claim = spec?.volumeClaimTemplates?.[0]
  assert.equal(claim?.metadata?.name, 'data')
  assert.deepEqual(claim?.spec, {
    accessModes: ['ReadWriteOnce'],
    storageClassName: 'es-data-db',
    resources: { requests: { storage: '100Gi' } },
  })
  assert.deepEqual(spec?.template.spec?.containers[0]?.volumeMounts, [
    { name: 'data', mountPath: '/usr/share/elasticsearch/data' },
  ])
})

test('both init containers, in order and privileged, go on where the limit of open files may not be raised', () => {
  const containers = elasticsearchStatefulSet(given).spec?.template.spec?.initContainers ?? []
  assert.deepEqual(
    containers.map(({ name, securityContext }) => [name, securityContext?.privileged]),
    [
      ['increase-vm-max-map', true],
      ['increase-fd-ulimit', true],
    ],
  )
  assert.match(containers[1]?.command?.[2] ?? '', /^ulimit -n 65536 \|\| echo /)
})

test('the set is behind the headless Service, and its Pods have its labels', () => {
  const set = elasticsearchStatefulSet(given)
  const service = headlessService()
  assert.equal(service.spec?.clusterIP, 'None')
  assert.equal(set.spec?.serviceName, service.metadata?.name)
  assert.deepEqual(set.spec?.template.metadata?.labels, service.spec?.selector)
})

test('a lower request leaves the limit as it is', () => {
  const set = elasticsearchStatefulSet({ ...given, cpuRequest: '250m', storageClassName: 'fast' })
  const { resources } = set.spec?.template.spec?.containers[0] ?? {}
  assert.equal(resources?.requests?.cpu, '250m')
  assert.equal(resources?.limits?.cpu, '1000m')
  assert.equal(set.spec?.volumeClaimTemplates?.[0]?.spec?.storageClassName, 'fast')
})

for (const [image, major] of [
  ['docker.elastic.co/elasticsearch/elasticsearch:7.6.2@sha256:59342c57', 7],
  ['registry.example.com:5000/elasticsearch:9.2.0-custom', 9],
] as const)
  test(`${image} is of version ${major}`, () => assert.equal(majorOf(image), major))

for (const image of ['elasticsearch', 'elasticsearch:latest', 'registry.example.com:5000/es@sha256:7.6.2'])
  test(`${image} does not say its version`, () => {
    assert.throws(
      () => majorOf(image),
      (error: unknown) => error instanceof Failure && error.code === 'elasticsearch-version',
    )
  })
