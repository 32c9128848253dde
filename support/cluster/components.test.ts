/** Components from Pods as a kind cluster and a cloud have them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { componentsIn, dnsImageIn, networkPluginIn } from './components.ts'

const digest = `sha256:${'a'.repeat(64)}`

function pod(
  name: string,
  owner: [string, string] | undefined,
  image: string,
  imageID = '',
): ObjectOf<'Pod'> {
  const ownerReferences = owner && [{ kind: owner[0], name: owner[1], apiVersion: 'v1', uid: 'u' }]
  return {
    metadata: { name, namespace: 'kube-system', ...(ownerReferences && { ownerReferences }) },
    spec: { nodeName: 'node-1', containers: [] },
    status: { containerStatuses: [{ name: 'c', image, imageID, ready: true, restartCount: 0 }] },
  } as ObjectOf<'Pod'>
}

const pods = [
  pod(
    'coredns-7d9-abc',
    ['ReplicaSet', 'coredns-7d9'],
    'registry.k8s.io/coredns:v1',
    `docker.io/x@${digest}`,
  ),
  pod(
    'coredns-7d9-def',
    ['ReplicaSet', 'coredns-7d9'],
    'registry.k8s.io/coredns:v1',
    `docker.io/x@${digest}`,
  ),
  pod('kindnet-xyz', ['DaemonSet', 'kindnet'], 'kindnetd:v1'),
  pod('etcd-node-1', ['Node', 'node-1'], 'etcd:3'),
  pod('alone', undefined, 'alone:1'),
]

test('one for each workload, named as its owner, with the digest where it is told; helpers that come and go are none', () =>
  assert.deepEqual(
    componentsIn(pods).map(({ name, digest }) => [name, digest]),
    [
      ['coredns', digest],
      ['etcd', undefined],
      ['kindnet', undefined],
    ],
  ))

test('network plugin and DNS server are known by their names, or not at all', () => {
  const components = componentsIn(pods)
  assert.equal(networkPluginIn(components), 'kindnet (kindnetd:v1)')
  assert.equal(dnsImageIn(components), 'registry.k8s.io/coredns:v1')
  const own = { name: 'stateproof-network', namespace: 'kube-system', image: 'network:1' }
  assert.equal(networkPluginIn([own]), 'stateproof-network (network:1)')
  assert.equal(networkPluginIn([]), undefined)
  assert.equal(dnsImageIn([]), undefined)
})

test('two images of one workload are two components: an upgrade is under way', () => {
  const upgrading = [
    ...pods.slice(0, 1),
    pod('coredns-8', ['ReplicaSet', 'coredns-8'], 'registry.k8s.io/coredns:v2'),
  ]
  assert.equal(componentsIn(upgrading).length, 2)
})
