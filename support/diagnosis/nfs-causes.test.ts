/** The causes of failures of NFS volumes, as the journal and the evidence show them, and the sentence that must name each. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FailureNote } from '../record.ts'
import { diagnose } from './diagnose.ts'
import type { Confidence } from './diagnosis.ts'
import { applied, eventOn, factsOf, pendingPod, readyPod, type Story, seen } from './fixture.ts'

const broken = (what: string, got: string, expected = 'y'): FailureNote => ({
  code: 'broken-promise',
  what,
  got,
  expected,
})
const powerless = {
  'storage.yaml': {
    classes: [{ name: 'es-data-db', provisioner: 'p.example/x' }],
    provisioners: [
      {
        name: 'p.example/x',
        pods: [{ ready: true }],
        account: 'n/p',
        lacks: ['list persistentvolumeclaims'],
      },
    ],
  },
}
const policies = {
  'admission.yaml': {
    admission: ['pods', 'events', 'storageclasses', 'clusterroles', 'deployments'].map(resource => ({
      kind: 'MutatingAdmissionPolicy',
      name: `of-${resource}`,
      spec: { matchConstraints: { resourceRules: [{ resources: [resource] }] } },
    })),
  },
}
const claim = (phase: string) =>
  seen('PersistentVolumeClaim', 'data', {
    spec: { storageClassName: 'es-data-db', volumeName: 'pvc-1' },
    status: { phase },
  })
const wanted = {
  containers: [{ name: 'storage', command: ['sleep', 'infinity'] }],
  terminationGracePeriodSeconds: 1,
}
const [container] = wanted.containers
/** The writer as it was sent, and as it came out. */
const writer = (found: object) => [
  applied('Pod', 'writer', wanted),
  readyPod('writer', { ...wanted, ...found }),
]
const note = (object: { kind: string; metadata: object }) => ({
  source: 'note' as const,
  type: 'applied',
  kind: object.kind,
  object,
})
const fault = (type: string) => ({ source: 'fault' as const, type, name: 'the NFS server is killed' })
const lost = broken('keep every flushed record', 'lost 50, changed 0, foreign 0: writer/record-01')

const provisioner = {
  kind: 'Deployment',
  metadata: { name: 'nfs-client-provisioner', namespace: 'n' },
  spec: {
    replicas: 1,
    strategy: { type: 'Recreate' },
    template: {
      spec: {
        containers: [{ name: 'p', image: 'i', securityContext: { runAsUser: 0 } }],
        volumes: [{ name: 'nfs-client-root', nfs: { server: 'nfs.nowhere.invalid', path: '/data' } }],
      },
    },
  },
}
/** With what the API fills in, and with these changes to the Pod's template. */
const provisionerWith = (changes: object) => ({
  ...provisioner,
  spec: {
    ...provisioner.spec,
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 10,
    template: {
      metadata: { creationTimestamp: null },
      spec: {
        ...provisioner.spec.template.spec,
        dnsPolicy: 'ClusterFirst',
        restartPolicy: 'Always',
        schedulerName: 'default-scheduler',
        securityContext: {},
        terminationGracePeriodSeconds: 30,
        ...changes,
      },
    },
  },
})
const role = (rules: object[]) => ({ kind: 'ClusterRole', metadata: { name: 'runner-x' }, rules })
const seesVolumes = { apiGroups: [''], resources: ['persistentvolumes'], verbs: ['get'] }
const nfsClass = (more: object) => ({
  kind: 'StorageClass',
  metadata: { name: 'es-data-db' },
  provisioner: 'p.example/x',
  ...more,
})
const asTheClassSays = broken("do with the claim's directory what the class says", 'deleted', 'archived')
const mountFailed = [
  pendingPod('second'),
  eventOn('Pod', 'second', 'FailedMount', 'exit status 32\nOutput: mount.nfs: connection refused'),
]
const waitsForSecond: FailureNote = { code: 'wait-timeout', what: 'see Pod second to be Ready within 36 s' }

const causes: [string, Story, RegExp, Confidence][] = [
  [
    'another program in the writer',
    {
      failure: broken('wait for the server', '248 were acknowledged'),
      entries: writer({ containers: [{ ...container, command: ['sh', '-c', 'x'] }] }),
      evidence: policies,
    },
    /changed Pod writer .*of-pods.*command\[0\] is "sh" instead of "sleep", so another program runs/,
    'certain',
  ],
  [
    'a liveness probe that nobody asked for',
    {
      failure: broken('leave the writer alone', '1 lives, 1 restarts'),
      entries: writer({
        containers: [{ ...container, livenessProbe: { exec: { command: ['touch', 'x'] } } }],
      }),
      evidence: policies,
    },
    /changed Pod writer .*livenessProbe.*so the kubelet starts the container again when that probe fails/,
    'certain',
  ],
  [
    'a Pod that may take long to end',
    {
      failure: { code: 'wait-timeout', what: 'see Pod writer to be gone within 60 s' },
      entries: writer({ terminationGracePeriodSeconds: 100 }),
      evidence: policies,
    },
    /terminationGracePeriodSeconds is 100 instead of 1, so it may take that long to end/,
    'certain',
  ],
  [
    'a volume that nobody asked for',
    {
      failure: { code: 'wait-timeout', what: 'see Pod writer to be Ready within 30 s' },
      entries: [
        applied('Pod', 'writer', wanted),
        pendingPod('writer', [], { spec: { ...wanted, volumes: [{ name: 'share', nfs: { server: 's' } }] } }),
      ],
      evidence: policies,
    },
    /volumes\[share\] was added, which nobody asked for, so it waits for a volume that it does not need/,
    'certain',
  ],
  [
    'something else that runs beside the holder of a lock',
    {
      failure: broken('lock against other processes', 'the lock while it was held', 'no lock'),
      entries: writer({ initContainers: [{ name: 'stranger' }] }),
      evidence: policies,
    },
    /initContainers\[stranger\] was added.*so something else runs in the Pod/,
    'certain',
  ],
  [
    'a class that says something else',
    {
      failure: asTheClassSays,
      entries: [note(nfsClass({})), readyPod('writer')],
      evidence: { ...policies, 'made.yaml': [nfsClass({ parameters: { archiveOnDelete: 'false' } })] },
    },
    /changed StorageClass es-data-db .*of-storageclasses.*parameters\.archiveOnDelete is "false", which nobody asked for/,
    'certain',
  ],
  [
    'a provisioner that is not root',
    {
      failure: broken('reclaim the volume in time', 'VolumeFailedDelete: x: permission denied'),
      entries: [note(provisioner), readyPod('writer')],
      evidence: {
        ...policies,
        'made.yaml': [
          provisionerWith({
            containers: [{ name: 'p', image: 'i', securityContext: { runAsUser: 1000 } }],
          }),
        ],
      },
    },
    /changed Deployment nfs-client-provisioner .*runAsUser is 1000 instead of 0, so its program has other rights/,
    'certain',
  ],
  [
    'a provisioner that nobody changed, and that may not remove the directory',
    {
      failure: {
        ...broken('reclaim the volume in time', 'VolumeFailedDelete: delete directory d: permission denied'),
        on: 'PersistentVolume pvc-1',
      },
      entries: [note(provisioner), readyPod('writer')],
      evidence: { 'made.yaml': [provisionerWith({})] },
    },
    /could not remove the directory of PersistentVolume pvc-1, since it may not \(permission denied\)/,
    'certain',
  ],
  [
    'a provisioner that mounts another server',
    {
      failure: broken('stay Pending', 'Bound'),
      entries: [note(provisioner), claim('Bound')],
      evidence: {
        ...policies,
        'made.yaml': [
          provisionerWith({ volumes: [{ name: 'nfs-client-root', nfs: { server: 'real', path: '/data' } }] }),
        ],
      },
    },
    /volumes\[nfs-client-root\]\.nfs\.server is "real" instead of "nfs\.nowhere\.invalid", so it mounts another share/,
    'certain',
  ],
  [
    'a right that was not given',
    {
      failure: broken('stay Pending', 'Bound'),
      entries: [note(role([seesVolumes])), claim('Bound')],
      evidence: {
        ...policies,
        'made.yaml': [
          role([
            // In the order in which the server hands fields back.
            { verbs: ['get'], apiGroups: [''], resources: ['persistentvolumes'] },
            { verbs: ['get', 'list'], apiGroups: [''], resources: ['persistentvolumeclaims'] },
          ]),
        ],
      },
    },
    /changed ClusterRole runner-x .*rules\[get, list persistentvolumeclaims\] was added.*so its account has other rights/,
    'certain',
  ],
  [
    'a mistake without effect, and nobody who changed anything',
    {
      failure: broken('stay Pending', 'Bound'),
      entries: [claim('Bound')],
      evidence: { 'storage.yaml': { provisioners: [{ lacks: [] }] } },
    },
    /mistake had no effect: the provisioner of class es-data-db made the volume pvc-1 for the claim data, and its account has every right/,
    'likely',
  ],
  [
    'events that say nothing',
    {
      failure: broken('name the cause within 24 s', 'something is wrong', '"fuseim.pri/ifz"'),
      entries: [claim('Pending'), eventOn('PersistentVolumeClaim', 'data', 'ExternalProvisioning', 'hm')],
      evidence: policies,
    },
    /of the claim data names "fuseim\.pri\/ifz": its events say "hm"; MutatingAdmissionPolicy of-events changes events/,
    'certain',
  ],
  [
    'no events at all',
    { failure: broken('name the cause within 24 s', 'nothing', '"x"'), entries: [claim('Pending')] },
    /of the claim data names "x": it has no events/,
    'certain',
  ],
  [
    'a mistake that was made on purpose is no cause: that nobody names it is',
    {
      failure: broken('name the cause within 24 s', 'nothing', '"persistentvolumeclaims"'),
      entries: [claim('Pending')],
      evidence: powerless,
    },
    /^Nothing that the cluster says of the claim data names "persistentvolumeclaims"/,
    'certain',
  ],
  [
    'a server that squashes root',
    {
      failure: { code: 'wait-timeout', what: 'see PersistentVolumeClaim data to be Bound within 30 s' },
      entries: [
        claim('Pending'),
        eventOn(
          'PersistentVolumeClaim',
          'data',
          'ProvisioningFailed',
          `${'x'.repeat(300)}: permission denied`,
        ),
      ],
      evidence: { 'nfs-server.yaml': { exports: '  Squash = Root_Squash;' } },
    },
    /data was never bound: .*may not make its directory.*since the server does not let root act as root \(Root_Squash\)/,
    'certain',
  ],
  [
    'a server that forgets what it acknowledged',
    { failure: lost, entries: [claim('Bound'), fault('injected'), fault('healed')] },
    /NFS server did not keep what it had acknowledged: after the fault "the NFS server is killed"/,
    'likely',
  ],
  [
    'records of somebody else are no loss',
    {
      failure: broken('keep every flushed record', 'lost 0, changed 0, foreign 1: writer/record-90000'),
      entries: [claim('Bound'), fault('injected'), fault('healed')],
    },
    /^What lies in the volume is not what was written/,
    'possible',
  ],
  [
    'a program on the server that removes',
    {
      failure: broken('leave alone what lies beside the volume', 'nothing is there'),
      entries: [claim('Bound')],
      evidence: {
        'nfs-server.yaml': {
          path: '/data/k8s',
          programs: ['ganesha.nfsd -F', 'sh -c while :; do find /data/k8s -exec rm -rf {} +; done'],
        },
      },
    },
    /Something on the NFS server itself removes files from the share: the program "sh -c while .*rm -rf/,
    'likely',
  ],
  [
    'a node that keeps the former address',
    {
      failure: waitsForSecond,
      entries: mountFailed,
      evidence: {
        'nfs-server.yaml': { server: 'nfs', address: '10.0.0.9', asNodesKnowIt: { n: '10.0.0.2' } },
      },
    },
    /Pod second cannot start .*node n takes the NFS server nfs to be at 10\.0\.0\.2, and it is at 10\.0\.0\.9/,
    'certain',
  ],
  [
    'a node that knows the address',
    {
      failure: waitsForSecond,
      entries: mountFailed,
      evidence: {
        'nfs-server.yaml': { server: 'nfs', address: '10.0.0.9', asNodesKnowIt: { n: '10.0.0.9' } },
      },
    },
    /Pod second cannot start .*the NFS server does not answer \(mount\.nfs: connection refused\)/,
    'certain',
  ],
]
for (const [what, story, sentence, confidence] of causes)
  test(`the diagnosis names it: ${what}`, () => {
    const found = diagnose(factsOf(story))
    assert.match(found.sentence, sentence)
    assert.equal(found.confidence, confidence)
  })

test('what the API fills into a Deployment, a class and a role is no change', () => {
  const filled = nfsClass({ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' })
  const entries = [note(provisioner), note(nfsClass({})), note(role([seesVolumes])), readyPod('writer')]
  const evidence = { ...policies, 'made.yaml': [provisionerWith({}), filled, role([seesVolumes])] }
  assert.match(diagnose(factsOf({ failure: asTheClassSays, entries, evidence })).sentence, /^No rule/)
})

test('what another scenario made explains nothing, though it is called the same', () => {
  const other = {
    ...provisionerWith({ nodeName: 'x', hostNetwork: true }),
    metadata: { name: 'nfs-client-provisioner', namespace: 'm' },
  }
  const entries = [note(provisioner), readyPod('writer')]
  const evidence = { ...policies, 'made.yaml': [other] }
  assert.match(diagnose(factsOf({ failure: asTheClassSays, entries, evidence })).sentence, /^No rule/)
})

test('a secret that was taken out is no difference', () => {
  const withEnv = (value: string) => ({ containers: [{ ...container, env: [{ name: 'A', value }] }] })
  const entries = [
    applied('Pod', 'writer', { ...wanted, ...withEnv('[redacted: password]') }),
    readyPod('writer', { ...wanted, ...withEnv('[redacted: known value]') }),
  ]
  assert.match(
    diagnose(factsOf({ failure: asTheClassSays, entries, evidence: policies })).sentence,
    /^No rule/,
  )
})
