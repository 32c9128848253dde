/** Which rights a request uses, from its method and path alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPath, readRight, writeRight } from '../rights.ts'
import type { ApiRequest } from './request.ts'
import { usesOf, usesOfStream } from './uses.ts'

const textsOf = (request: Partial<ApiRequest>) =>
  usesOf({ method: 'GET', path: '/', what: 'x', ...request }).map(({ namespace, name, ...use }) =>
    [writeRight({ ...use, place: namespace ?? 'cluster' }), name].filter(Boolean).join(' | '),
  )

const cases: [string, Partial<ApiRequest>, string[]][] = [
  ['read one', { path: '/api/v1/namespaces/n/pods/web-0' }, ['get pods in n | web-0']],
  ['list', { path: '/apis/apps/v1/namespaces/n/statefulsets' }, ['list statefulsets.apps in n']],
  ['list everywhere', { path: '/api/v1/pods', query: { labelSelector: 'a' } }, ['list pods in cluster']],
  [
    'watch',
    { path: '/api/v1/persistentvolumes', query: { watch: true } },
    ['watch persistentvolumes in cluster'],
  ],
  [
    'a namespace itself',
    { method: 'DELETE', path: '/api/v1/namespaces/n' },
    ['delete namespaces in cluster | n'],
  ],
  ['all of a kind', { method: 'DELETE', path: '/api/v1/namespaces/n/pods' }, ['deletecollection pods in n']],
  [
    'a subresource',
    { method: 'PATCH', path: '/apis/apps/v1/namespaces/n/statefulsets/web/scale' },
    ['patch statefulsets.apps/scale in n | web'],
  ],
  [
    'a proxied endpoint, by the method that it is asked with',
    { method: 'PUT', path: '/api/v1/namespaces/n/services/es:9200/proxy/logs/_doc/1' },
    ['update services/proxy in n | es:9200'],
  ],
  ['what is no resource', { path: '/version' }, ['get /version']],
  [
    'creation, named by its body',
    {
      method: 'POST',
      path: '/api/v1/namespaces/n/pods',
      body: { kind: 'Pod', metadata: { name: 'client' } },
    },
    ['create pods in n | client'],
  ],
]
for (const [what, request, expected] of cases) test(what, () => assert.deepEqual(textsOf(request), expected))

test('who makes a Role needs what it grants', () => {
  const rules = [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'update'] }]
  const body = { kind: 'Role', metadata: { name: 'lock' }, rules }
  const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/n/roles'
  assert.deepEqual(textsOf({ method: 'POST', path, body }), [
    'create roles.rbac.authorization.k8s.io in n | lock',
    'get leases.coordination.k8s.io in n',
    'update leases.coordination.k8s.io in n',
  ])
})

test('a stream to a Pod needs get, and create since 1.35', () => {
  assert.deepEqual(
    usesOfStream('exec', 'n', 'p').map(({ verb, resource, subresource }) => [verb, resource, subresource]),
    [
      ['get', 'pods', 'exec'],
      ['create', 'pods', 'exec'],
    ],
  )
})

test('rights are read as they are written', () => {
  const texts = [
    'create pods/exec',
    'list services in kube-system',
    'patch statefulsets.apps/scale',
    'get /version',
  ]
  for (const text of texts) assert.equal(writeRight(readRight(text)), text)
  assert.deepEqual(readRight('create clusterroles.rbac.authorization.k8s.io in cluster'), {
    verb: 'create',
    resource: 'clusterroles',
    group: 'rbac.authorization.k8s.io',
    place: 'cluster',
  })
  assert.equal(isPath(readRight('get /version')), true)
  assert.throws(() => readRight('pods'), /no right: "pods"/)
})
