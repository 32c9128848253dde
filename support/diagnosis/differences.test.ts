/** What counts as a change of what was asked for, and what the API fills in by itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeDifference, differences } from './differences.ts'

const none: [string, string, object, object][] = [
  [
    'defaults of a StatefulSet',
    'StatefulSet',
    { replicas: 2 },
    {
      replicas: 2,
      podManagementPolicy: 'OrderedReady',
      revisionHistoryLimit: 10,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    },
  ],
  [
    'an address of a Service',
    'Service',
    { ports: [{ port: 80 }] },
    {
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      clusterIP: '10.96.0.7',
      clusterIPs: ['10.96.0.7'],
    },
  ],
  [
    'tolerations that every Pod gets',
    'Pod',
    {},
    { tolerations: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }] },
  ],
  [
    'the token of the account',
    'Pod',
    { containers: [{ name: 'a' }] },
    {
      containers: [
        {
          name: 'a',
          volumeMounts: [
            {
              name: 'kube-api-access-x',
              mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
              readOnly: true,
            },
          ],
        },
      ],
      volumes: [{ name: 'kube-api-access-x', projected: { sources: [] } }],
    },
  ],
  [
    'a quantity in its shortest form',
    'Pod',
    { containers: [{ name: 'a', resources: { limits: { cpu: '1000m' } } }] },
    { containers: [{ name: 'a', resources: { limits: { cpu: '1' } } }] },
  ],
  [
    'an empty object',
    'Pod',
    { containers: [{ name: 'a' }] },
    { containers: [{ name: 'a', resources: {} }], securityContext: {} },
  ],
  ['a kind that is not compared', 'Lease', {}, { holderIdentity: 'x' }],
]
for (const [what, kind, asked, found] of none)
  test(`no difference: ${what}`, () => {
    assert.deepEqual(differences(kind, asked, found), [])
  })

const some: [string, string, object, object, string][] = [
  [
    'another policy',
    'StatefulSet',
    {},
    { podManagementPolicy: 'Parallel' },
    'spec.podManagementPolicy is "Parallel", which nobody asked for',
  ],
  ['another value', 'StatefulSet', { replicas: 3 }, { replicas: 1 }, 'spec.replicas is 1 instead of 3'],
  [
    'a container',
    'Pod',
    { containers: [{ name: 'a' }] },
    { containers: [{ name: 'a' }, { name: 'b', image: 'x' }] },
    'spec.containers[b] was added, which nobody asked for',
  ],
  [
    'a variable of the same name',
    'Pod',
    { containers: [{ name: 'a', env: [{ name: 'X', value: '1' }] }] },
    {
      containers: [
        {
          name: 'a',
          env: [
            { name: 'X', value: '1' },
            { name: 'X', value: '2' },
          ],
        },
      ],
    },
    'spec.containers[a].env[X] is {"name":"X","value":"2"} instead of {"name":"X","value":"1"}',
  ],
  [
    'a variable',
    'Pod',
    { containers: [{ name: 'a' }] },
    { containers: [{ name: 'a', env: [{ name: 'X', value: '1' }] }] },
    'spec.containers[a].env[X] is "1", which nobody asked for',
  ],
  [
    'another volume at the same path',
    'Pod',
    { containers: [{ name: 'a', volumeMounts: [{ name: 'www', mountPath: '/data' }] }] },
    { containers: [{ name: 'a', volumeMounts: [{ name: 'e', mountPath: '/data' }] }] },
    'spec.containers[a].volumeMounts[/data].name is "e" instead of "www"',
  ],
  [
    'something that is gone',
    'Pod',
    { nodeSelector: { a: 'b' } },
    {},
    'spec.nodeSelector {"a":"b"} is missing',
  ],
  [
    'one port more',
    'Service',
    { ports: [{ port: 80 }] },
    { ports: [{ port: 80 }, { port: 81 }] },
    'spec.ports[1].port is 81, which nobody asked for',
  ],
]
for (const [what, kind, asked, found, sentence] of some)
  test(`a difference: ${what}`, () => {
    assert.deepEqual(differences(kind, asked, found).map(describeDifference), [sentence])
  })
