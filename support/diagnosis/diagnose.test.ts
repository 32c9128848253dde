/** Each cause as the journal and the evidence show it, and the sentence that must name it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FailureNote } from '../record.ts'
import { diagnose } from './diagnose.ts'
import { applied, eventOn, factsOf, pendingPod, readyPod, type Story, seen } from './fixture.ts'

const broken = (what: string, got = 'x', expected = 'y'): FailureNote => ({
  code: 'broken-promise',
  what,
  got,
  expected,
})
const claim = (spec: object, phase = 'Pending') =>
  seen('PersistentVolumeClaim', 'www-web-0', { spec, status: { phase } })
const ofClass = claim({ storageClassName: 'standard' })
const storage = (facts: object) => ({
  'storage.yaml': {
    classes: [{ name: 'standard', provisioner: 'p.example/x' }],
    provisioners: [{ name: 'p.example/x', ...facts }],
  },
})
const waiting = eventOn('PersistentVolumeClaim', 'www-web-0', 'ExternalProvisioning', 'Waiting for a volume')
const running = { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] }
const unscheduled = (message: string) =>
  seen('Pod', 'web-0', {
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
    },
  })
const set = (spec: object) => seen('StatefulSet', 'web', { spec: { serviceName: 'nginx', ...spec } })
const owned = {
  metadata: {
    ownerReferences: [{ kind: 'StatefulSet', name: 'web' }],
    labels: { 'controller-revision-hash': 'web-1a2b' },
  },
}
const mutating = {
  'admission.yaml': {
    admission: ['statefulsets', 'pods', 'services'].map(resource => ({
      kind: 'MutatingAdmissionPolicy',
      name: `of-${resource}`,
      spec: { matchConstraints: { resourceRules: [{ resources: [resource] }] } },
    })),
  },
}
const mountFailed = (message: string) => [
  pendingPod('web-0'),
  eventOn('Pod', 'web-0', 'FailedMount', message),
]
const elasticsearchPod = (env: object[] = []) =>
  seen('Pod', 'es-0', {
    metadata: { labels: { app: 'elasticsearch' } },
    spec: { containers: [{ name: 'elasticsearch', env }] },
    status: running,
  })
const green = broken('be green within 120 s', 'es-0 says no answer')
const dnsFailure: FailureNote = { ...broken('resolve nginx', '10.0.0.1'), on: 'DNS replica 10.1.0.1' }
const slices = [{ service: 'nginx', headless: true, ready: ['10.0.0.7'], endpoints: [] }]
const dns = (facts: object) => ({
  'dns.yaml': { replicas: [{ name: 'coredns-1', ready: true }], slices, ...facts },
})

const causes: [string, Story, RegExp, 'certain' | 'likely' | 'possible'][] = [
  [
    'claim: no default class',
    { entries: [claim({})], evidence: { 'storage.yaml': { classes: [] } } },
    /www-web-0 was never bound: it names no class, and the cluster has no default class/,
    'certain',
  ],
  [
    'claim: class does not exist',
    { entries: [ofClass], evidence: { 'storage.yaml': { classes: [] } } },
    /www-web-0 was never bound: its class standard does not exist/,
    'certain',
  ],
  [
    'claim: provisioner scaled to 0',
    {
      entries: [ofClass, waiting],
      evidence: storage({ deployments: [{ namespace: 'n', name: 'd', replicas: 0 }] }),
    },
    /provisioner p\.example\/x, and its Deployment n\/d is scaled to 0/,
    'certain',
  ],
  [
    'claim: nobody answers',
    { entries: [ofClass, waiting], evidence: storage({}) },
    /p\.example\/x, and no Pod in the cluster answers to that name/,
    'certain',
  ],
  [
    'claim: provisioner not Ready',
    {
      entries: [ofClass],
      evidence: storage({ pods: [{ namespace: 'n', name: 'p-1', ready: false, state: 'Pending' }] }),
    },
    /no Pod of it is Ready \(n\/p-1: Pending\)/,
    'certain',
  ],
  [
    'claim: provisioner lacks a right',
    {
      entries: [ofClass],
      evidence: storage({ pods: [{ ready: true }], account: 'n/p', lacks: ['create persistentvolumes'] }),
    },
    /account n\/p lacks the right to create persistentvolumes/,
    'certain',
  ],
  [
    'claim: provisioner says why',
    {
      entries: [ofClass, eventOn('PersistentVolumeClaim', 'www-web-0', 'ProvisioningFailed', 'disk is full')],
      evidence: storage({ pods: [{ ready: true }], lacks: [] }),
    },
    /the provisioner of class standard says: disk is full/,
    'certain',
  ],
  [
    'quota',
    {
      entries: [
        eventOn(
          'StatefulSet',
          'web',
          'FailedCreate',
          'pods "web-0" is forbidden: exceeded quota: q, requested: pods=1',
        ),
      ],
    },
    /StatefulSet web: the quota of the namespace is used up \(q, requested: pods=1\)/,
    'certain',
  ],
  [
    'Pod Security',
    {
      entries: [
        eventOn(
          'StatefulSet',
          'web',
          'FailedCreate',
          'pods "web-0" is forbidden: violates PodSecurity "restricted:latest": x',
        ),
      ],
    },
    /Pod Security of the namespace refuses it/,
    'certain',
  ],
  [
    'invalid after admission',
    {
      entries: [
        eventOn('StatefulSet', 'web', 'FailedCreate', 'Pod "web-0" is invalid: spec.x: Duplicate value: "y"'),
      ],
    },
    /StatefulSet web: a Pod is invalid once admission has changed it \(spec.x: Duplicate value: "y"\)/,
    'certain',
  ],
  [
    'admission refused',
    {
      entries: [
        eventOn('StatefulSet', 'web', 'FailedCreate', 'admission webhook "w.example" denied the request: no'),
      ],
    },
    /an admission webhook refuses it .*denied the request: no/,
    'certain',
  ],
  [
    'admission changed the policy',
    {
      failure: broken('create the Pods in order'),
      entries: [
        applied('StatefulSet', 'web', { serviceName: 'nginx' }),
        set({ podManagementPolicy: 'Parallel' }),
      ],
      evidence: mutating,
    },
    /changed StatefulSet web on its way in \(MutatingAdmissionPolicy of-statefulsets applies to it\): spec\.podManagementPolicy is "Parallel"/,
    'certain',
  ],
  [
    'admission changed the hostname',
    {
      failure: broken('find the same name everywhere'),
      entries: [
        set({ template: { spec: {} } }),
        seen('ControllerRevision', 'web-1a2b', { data: { spec: { template: { spec: {} } } } }),
        seen('Pod', 'web-0', { ...owned, spec: { hostname: 'web-0-x', subdomain: 'nginx' } }),
      ],
      evidence: mutating,
    },
    /changed Pod web-0 .*spec\.hostname is "web-0-x" instead of "web-0"/,
    'certain',
  ],
  [
    'a change that explains nothing is only possible',
    {
      failure: broken('find the same name everywhere'),
      entries: [
        applied('Service', 'nginx', {}),
        seen('Service', 'nginx', { spec: { publishNotReadyAddresses: true } }),
      ],
    },
    /changed Service nginx/,
    'possible',
  ],
  [
    'image',
    {
      entries: [
        pendingPod('web-0', [
          {
            name: 'nginx',
            image: 'x:1',
            state: { waiting: { reason: 'ErrImageNeverPull', message: 'not present' } },
          },
        ]),
      ],
    },
    /image x:1 of container nginx cannot be pulled \(ErrImageNeverPull: not present\)/,
    'certain',
  ],
  [
    'cpu',
    {
      entries: [
        unscheduled(
          '0/3 nodes are available: 1 node(s) had untolerated taint {a: b}, 2 Insufficient cpu. preemption: 0/3',
        ),
      ],
    },
    /too little cpu on 2 nodes/,
    'certain',
  ],
  [
    'taint',
    {
      entries: [
        unscheduled('0/1 nodes are available: 1 node(s) had untolerated taint {a: b}. no new claims'),
      ],
    },
    /the taint a: b on 1 node/,
    'certain',
  ],
  [
    'affinity',
    {
      entries: [
        unscheduled(
          "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. preemption: x",
        ),
      ],
    },
    /2 nodes that did not match Pod's node affinity/,
    'certain',
  ],
  [
    'out of memory',
    {
      entries: [
        pendingPod(
          'web-0',
          [
            {
              name: 'nginx',
              restartCount: 3,
              lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
            },
          ],
          {
            spec: { containers: [{ name: 'nginx', resources: { limits: { memory: '64Mi' } } }] },
          },
        ),
      ],
    },
    /killed for using more memory than its limit of 64Mi/,
    'certain',
  ],
  [
    'crash loop',
    {
      entries: [
        pendingPod('web-0', [
          {
            name: 'nginx',
            restartCount: 4,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { reason: 'Error', exitCode: 3 } },
          },
        ]),
      ],
      evidence: {
        'logs/web-0-nginx-previous.log':
          '2026-11-25T10:00:00Z begun\n2026-11-25T10:00:01Z no such directory: /x\n',
      },
    },
    /exit code 3, 4 restarts\); its last line: "no such directory: \/x"/,
    'certain',
  ],
  [
    'mount: server away',
    { entries: mountFailed('MountVolume.SetUp failed\nOutput: mount.nfs: Connection refused') },
    /the NFS server does not answer \(mount\.nfs: Connection refused\)/,
    'certain',
  ],
  [
    'mount: access denied',
    { entries: mountFailed('mount.nfs: access denied by server') },
    /the server denies access/,
    'certain',
  ],
  [
    'mount: server known to be down',
    { entries: mountFailed('exit status 32'), evidence: { 'nfs-server.yaml': { running: false } } },
    /the NFS server does not run/,
    'certain',
  ],
  [
    'readiness probe',
    {
      entries: [
        seen('Pod', 'web-0', { status: running }),
        eventOn(
          'Pod',
          'web-0',
          'Unhealthy',
          'Readiness probe failed: HTTP probe failed with statuscode: 503',
        ),
      ],
    },
    /web-0 runs and is not Ready: Readiness probe failed/,
    'likely',
  ],
  [
    'no DNS replica',
    { failure: dnsFailure, evidence: dns({ replicas: [{ name: 'coredns-1', ready: false }] }) },
    /no replica of the cluster DNS is Ready/,
    'certain',
  ],
  [
    'DNS cache',
    {
      failure: broken('follow the Pods within 30 s', 'the old address 10.0.0.1 31.0 s after'),
      evidence: dns({ configuration: { Corefile: 'kubernetes {\n ttl 3600\n}\ncache 3600' } }),
    },
    /answers live too long: .*3600 s/,
    'certain',
  ],
  [
    'one DNS replica behind',
    {
      failure: dnsFailure,
      evidence: {
        ...dns({}),
        'dns-answers.yaml': [
          { server: '10.1.0.1', name: 'nginx.ns.svc.cluster.local', status: 'NOERROR', values: ['10.0.0.1'] },
          { server: '10.1.0.2', name: 'nginx.ns.svc.cluster.local', status: 'NOERROR', values: ['10.0.0.7'] },
        ],
      },
    },
    /DNS replica 10\.1\.0\.1 is behind the others: it answers 10\.0\.0\.1 .*endpoints are 10\.0\.0\.7/,
    'likely',
  ],
  [
    'name missing from the slices',
    {
      failure: dnsFailure,
      entries: [readyPod('web-0', { subdomain: 'nginx' })],
      evidence: dns({ slices: [{ service: 'nginx', ready: [] }] }),
    },
    /EndpointSlices of Service nginx lack Pod web-0/,
    'certain',
  ],
  [
    'order: Parallel',
    { failure: broken('create the Pods in order'), entries: [set({ podManagementPolicy: 'Parallel' })] },
    /podManagementPolicy is Parallel/,
    'likely',
  ],
  [
    'order: controller',
    { failure: broken('create the Pods in order', 'web-1 was created while'), entries: [set({})] },
    /controller did not keep the order/,
    'likely',
  ],
  [
    'claim replaced',
    {
      failure: broken("serve the Pod's own line", 'nothing'),
      entries: [
        claim({ volumeName: 'v1' }, 'Bound'),
        { ...claim({ volumeName: 'v1' }, 'Bound'), type: 'DELETED' },
        { ...claim({ volumeName: 'v2' }, 'Bound'), uid: 'other' },
      ],
    },
    /claim www-web-0 is another one than before/,
    'certain',
  ],
  [
    'emptyDir beside the claim',
    {
      failure: broken('keep every flushed file', 'lost: web-0/record-01'),
      entries: [
        readyPod('web-0', {
          volumes: [
            { name: 'www', persistentVolumeClaim: { claimName: 'www-web-0' } },
            { name: 'e', emptyDir: {} },
          ],
          containers: [{ name: 'nginx', volumeMounts: [{ name: 'e', mountPath: '/data' }] }],
        }),
      ],
    },
    /does not write to its claim www-web-0: .*\/data is the emptyDir "e"/,
    'certain',
  ],
  [
    'one directory for two claims',
    {
      failure: broken('give each claim a directory of its own'),
      entries: ['a', 'b'].map(name =>
        seen('PersistentVolume', name, {
          spec: { nfs: { server: 's', path: '/p' }, claimRef: { name: `data-${name}` } },
        }),
      ),
    },
    /claims data-a and data-b are one and the same directory, s:\/p/,
    'certain',
  ],
  [
    'read-only mount',
    {
      failure: { code: 'command-in-pod', what: 'run "x"', got: '1: sh: note: Read-only file system' },
      entries: [
        readyPod('plain', {
          containers: [
            { name: 'shell', volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }] },
          ],
        }),
      ],
    },
    /container shell has it mounted read-only at \/data/,
    'certain',
  ],
  [
    'root_squash',
    {
      failure: { code: 'command-in-pod', what: 'run "x"', got: '1: Permission denied' },
      evidence: { 'nfs-server.yaml': { running: true, exports: 'Squash = Root_Squash;' } },
    },
    /the NFS server takes the user away \(Root_Squash\)/,
    'likely',
  ],
  [
    'content lost',
    {
      failure: broken('keep every flushed file', 'lost: web-0/record-01'),
      entries: [claim({ volumeName: 'v' }, 'Bound')],
    },
    /was lost, while the claims and their volumes stayed the same/,
    'possible',
  ],
  [
    'Elasticsearch: strangers',
    {
      entries: [elasticsearchPod([{ name: 'cluster.initial_master_nodes', value: 'stranger-0,stranger-1' }])],
    },
    /waits for the nodes stranger-0 and stranger-1/,
    'certain',
  ],
  [
    'Elasticsearch: node lock',
    {
      failure: green,
      entries: [elasticsearchPod()],
      evidence: { 'logs/es-0-elasticsearch.log': 't failed to obtain node locks, tried [/data]' },
    },
    /holds the lock of its data directory/,
    'likely',
  ],
  [
    'Elasticsearch: transport port',
    {
      failure: green,
      entries: [elasticsearchPod()],
      evidence: { 'logs/es-0-elasticsearch.log': '[es-1] connect_timeout[30s] 10.0.0.2:9300' },
    },
    /does not reach the other nodes on the transport port/,
    'likely',
  ],
  [
    'Elasticsearch: nodes apart',
    {
      failure: {
        ...green,
        blockedBy: ['es-1 waits for es-0', 'es-1 cannot reach es-0 at 10.0.0.2:9300 (no answer in 2 s)'],
      },
      entries: [elasticsearchPod()],
      evidence: { 'logs/es-1-elasticsearch.log': '[es-0] connect_timeout[30s] 10.0.0.2:9300' },
    },
    /nodes cannot reach one another on port 9300: es-1 cannot reach es-0 \(no answer in 2 s\)/,
    'likely',
  ],
  [
    'Elasticsearch: no master',
    {
      failure: green,
      entries: [elasticsearchPod()],
      evidence: {
        'elasticsearch.yaml': [
          {
            pod: 'es-0',
            health: { status: 503, body: { error: { type: 'master_not_discovered_exception' } } },
          },
        ],
      },
    },
    /has no master: es-0 found none/,
    'likely',
  ],
  [
    'Elasticsearch: altered on disk',
    {
      failure: green,
      entries: [elasticsearchPod()],
      evidence: {
        'elasticsearch.yaml': [
          {
            pod: 'es-0',
            health: { body: { status: 'red', unassigned_shards: 2 } },
            explanation: {
              body: {
                index: 'ledger',
                shard: 0,
                unassigned_info: {
                  reason: 'ALLOCATION_FAILED',
                  details:
                    'failed recovery; nested: TranslogCorruptedException[translog from source [/d/t.tlog]];',
                },
                allocate_explanation: 'no valid shard copy',
              },
            },
          },
        ],
      },
    },
    /no place since ALLOCATION_FAILED \(TranslogCorruptedException\[translog from source \[\/d\/t.tlog\]/,
    'likely',
  ],
  [
    'Elasticsearch: unassigned',
    {
      failure: green,
      entries: [elasticsearchPod()],
      evidence: {
        'elasticsearch.yaml': [
          {
            pod: 'es-0',
            health: { body: { status: 'red', unassigned_shards: 1 } },
            explanation: {
              body: {
                index: 'ledger',
                shard: 0,
                unassigned_info: { reason: 'NODE_LEFT' },
                allocate_explanation: 'no valid shard copy',
              },
            },
          },
        ],
      },
    },
    /is red: shard 0 of index ledger has no place since NODE_LEFT \(no valid shard copy\)/,
    'likely',
  ],
  [
    'node not Ready',
    {
      entries: [pendingPod('web-0')],
      evidence: {
        'nodes.yaml': [
          { name: 'n', conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }] },
        ],
      },
    },
    /Node n, on which Pod web-0 is, is not Ready/,
    'certain',
  ],
  [
    'interrupted',
    { verdict: 'inconclusive', failure: { code: 'interrupted', what: 'wait' } },
    /was interrupted/,
    'certain',
  ],
  [
    'API server lost',
    {
      verdict: 'inconclusive',
      failure: { code: 'api-away', what: 'wait', got: 'the API server was away for 3.0 s' },
    },
    /could not be watched/,
    'certain',
  ],
  [
    'gap',
    {
      verdict: 'inconclusive',
      failure: { code: 'cannot-know', what: 'x' },
      entries: [{ source: 'gap', type: 'missed', kind: 'Pod', data: { why: 'expired' } }],
    },
    /The journal has a hole.*changes of Pods may have been missed: expired/,
    'certain',
  ],
  [
    'fault ended by somebody else',
    {
      verdict: 'inconclusive',
      failure: { code: 'fault-ended', what: 'keep a fault up', on: 'the NFS server is stopped' },
    },
    /^Somebody else ended what the scenario had broken \("the NFS server is stopped"\)/,
    'likely',
  ],
]
for (const [what, story, sentence, confidence] of causes)
  test(`the diagnosis names it: ${what}`, () => {
    const found = diagnose(factsOf({ ...story, entries: [readyPod('client'), ...(story.entries ?? [])] }))
    assert.match(found.sentence, sentence)
    assert.equal(found.confidence, confidence)
  })

test('that no replica is Ready is no cause where the resolver was answered all the same', () => {
  const failure = {
    ...broken('ask every DNS replica', "none, and yet the Pod's resolver is answered"),
    code: 'dns-unknown',
  }
  const story: Story = { verdict: 'inconclusive', failure, evidence: dns({ replicas: [] }) }
  assert.match(diagnose(factsOf(story)).sentence, /no DNS service that the harness knows/)
})

test('where no rule fits it says so', () => {
  const found = diagnose(
    factsOf({ failure: broken('answer every request', '3 requests'), entries: [readyPod('client')] }),
  )
  assert.match(found.sentence, /^No rule of the diagnosis explains this/)
  assert.equal(found.confidence, 'possible')
})

const sure: Story = { entries: [ofClass], evidence: { 'storage.yaml': { classes: [] } } }
const holes: [string, Story, RegExp][] = [
  [
    'a gap',
    { ...sure, entries: [ofClass, { source: 'gap', type: 'missed', kind: 'Pod', data: { why: 'x' } }] },
    /journal has 1 gap/,
  ],
  ['lines that cannot be read', { ...sure, unreadable: 2 }, /2 lines of the journal could not be read/],
  ['a piece of evidence', { ...sure, missing: ['dns.yaml'] }, /1 piece of evidence could not be got/],
]
for (const [what, story, said] of holes)
  test(`${what} that is missing makes it less sure, and it says so`, () => {
    const found = diagnose(factsOf(story))
    assert.match(found.sentence, said)
    assert.equal(found.confidence, 'likely')
  })

test('without any evidence and any journal nothing is claimed', () => {
  const found = diagnose(factsOf({ withoutEvidence: true }))
  assert.match(found.sentence, /^No rule.*no objects of this scenario, there is no evidence/)
})

test('what happens after the failed step explains nothing', () => {
  const failed = { source: 'step' as const, type: 'ended', name: 's', data: { status: 'FAILED' } }
  const later = pendingPod('web-0', [{ name: 'nginx', state: { waiting: { reason: 'ErrImagePull' } } }])
  assert.match(diagnose(factsOf({ entries: [readyPod('client'), failed, later] })).sentence, /^No rule/)
})

test('a record of nonsense is no reason to stumble', () => {
  const nonsense = [
    seen('Pod', 'x', { spec: null, status: 7 }),
    seen('PersistentVolumeClaim', 'y', { spec: 'z' }),
    { object: undefined },
  ]
  const evidence = {
    'storage.yaml': [],
    'dns.yaml': { replicas: 3 },
    'nodes.yaml': {},
    'elasticsearch.yaml': {},
  }
  for (const failure of [broken('resolve nginx'), broken('keep every flushed file'), green])
    assert.ok(diagnose(factsOf({ failure, entries: nonsense, evidence })).sentence)
})
