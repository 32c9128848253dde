import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  describePod,
  hopelessReason,
  isRunningAndReady,
  isTerminating,
  obstacleOf,
  ordinalOf,
  type Pod,
  podReadiness,
} from './pods.ts'

interface Facts {
  phase?: string
  ready?: boolean
  terminating?: boolean
  waiting?: { reason: string; message?: string }
  initWaiting?: { reason: string; message?: string }
  unscheduled?: string
}

function pod({ phase, ready, terminating, waiting, initWaiting, unscheduled }: Facts): Pod {
  const statusOf = (state: object) =>
    [{ state }] as unknown as NonNullable<Pod['status']>['containerStatuses']
  const conditions = [
    ...(ready === undefined ? [] : [{ type: 'Ready', status: ready ? 'True' : 'False' }]),
    ...(unscheduled === undefined
      ? []
      : [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: unscheduled }]),
  ]
  return {
    metadata: { name: 'web-0', ...(terminating && { deletionTimestamp: new Date() }) },
    spec: { nodeName: 'node', containers: [] },
    status: {
      ...(phase && { phase }),
      conditions,
      ...(waiting && { containerStatuses: statusOf({ waiting }) }),
      ...(initWaiting && { initContainerStatuses: statusOf({ waiting: initWaiting }) }),
    },
  } as Pod
}

const running = { phase: 'Running', ready: true }
const states: [string, Facts, 'met' | 'notYet' | 'never', string][] = [
  ['Running and Ready', running, 'met', 'Ready'],
  ['Ready, and told to end', { ...running, terminating: true }, 'notYet', 'Running, being deleted'],
  ['Running, not Ready', { phase: 'Running', ready: false }, 'notYet', 'Running, not Ready'],
  ['Running, no condition yet', { phase: 'Running' }, 'notYet', 'Running, not Ready'],
  ['Ready, but no longer Running', { phase: 'Succeeded', ready: true }, 'notYet', 'Succeeded'],
  ['Pending', { phase: 'Pending' }, 'notYet', 'Pending'],
  ['nothing said yet', {}, 'notYet', 'unknown'],
  [
    'unschedulable',
    { phase: 'Pending', unscheduled: '0/3 nodes' },
    'notYet',
    'Pending, Unschedulable: 0/3 nodes',
  ],
  [
    'being created',
    { phase: 'Pending', waiting: { reason: 'ContainerCreating' } },
    'notYet',
    'Pending, ContainerCreating',
  ],
  [
    'an init container waits',
    { phase: 'Pending', initWaiting: { reason: 'PodInitializing' } },
    'notYet',
    'Pending, PodInitializing',
  ],
  [
    'crashing: it may yet come up',
    { phase: 'Running', ready: false, waiting: { reason: 'CrashLoopBackOff' } },
    'notYet',
    'Running, CrashLoopBackOff',
  ],
  ['never pulled', { phase: 'Pending', waiting: { reason: 'ErrImageNeverPull' } }, 'never', ''],
  ['a name that is none', { phase: 'Pending', waiting: { reason: 'InvalidImageName' } }, 'never', ''],
  [
    'the registry says no',
    { phase: 'Pending', waiting: { reason: 'ErrImagePull', message: 'x: not found' } },
    'never',
    '',
  ],
  [
    'an init container’s image is denied',
    { phase: 'Pending', initWaiting: { reason: 'ImagePullBackOff', message: 'pull access denied' } },
    'never',
    '',
  ],
  [
    'the registry was slow: the kubelet tries again',
    { phase: 'Pending', waiting: { reason: 'ErrImagePull', message: 'i/o timeout' } },
    'notYet',
    'Pending, ErrImagePull: i/o timeout',
  ],
]
for (const [what, facts, state, described] of states)
  test(`${state}: ${what}`, () => {
    const answer = podReadiness(pod(facts))
    assert.equal(answer.state, state)
    assert.equal(isRunningAndReady(pod(facts)), state === 'met')
    assert.equal(hopelessReason(pod(facts)) !== undefined, state === 'never')
    if (answer.state === 'notYet') assert.equal(answer.saw, described)
    if (answer.state === 'never') assert.match(answer.why, /^image cannot be pulled: /)
  })

test('a Pod that is not there', () =>
  assert.deepEqual(podReadiness(undefined), { state: 'notYet', saw: 'it does not exist' }))

test('a Pod that is told to end says so before anything else', () => {
  const ending = pod({ phase: 'Pending', terminating: true, waiting: { reason: 'ContainerCreating' } })
  assert.equal(describePod(ending), 'Pending, being deleted')
  assert.ok(isTerminating(ending))
})

test('ordinals', () => {
  assert.deepEqual(['web-0', 'web-12', 'a-b-3'].map(ordinalOf), [0, 12, 3])
  assert.ok(Number.isNaN(ordinalOf('client')))
})

const obstacles: [string, Parameters<typeof pod>[0], string | undefined][] = [
  [
    'the registry counts pulls',
    { phase: 'Pending', waiting: { reason: 'ErrImagePull', message: '429 toomanyrequests' } },
    'image-pull',
  ],
  [
    'the kubelet waits before it pulls again',
    { phase: 'Pending', waiting: { reason: 'ImagePullBackOff' } },
    'image-pull',
  ],
  [
    'nodes are full',
    { phase: 'Pending', unscheduled: '0/3 nodes are available: 3 Insufficient cpu.' },
    'no-room',
  ],
  [
    'nodes have Pods enough',
    { phase: 'Pending', unscheduled: '0/1 nodes are available: 1 Too many pods.' },
    'no-room',
  ],
  [
    'its volume is on another node: the cluster made it there',
    {
      phase: 'Pending',
      unscheduled: '0/3 nodes are available: 3 node(s) had volume node affinity conflict.',
    },
    undefined,
  ],
  [
    'it crashes: so does what the cluster runs',
    { phase: 'Running', waiting: { reason: 'CrashLoopBackOff' } },
    undefined,
  ],
]
for (const [what, facts, code] of obstacles)
  test(`an obstacle, or none: ${what}`, () => {
    assert.equal(obstacleOf(pod(facts)), code)
    const answer = podReadiness(pod(facts))
    assert.equal(answer.state === 'notYet' ? answer.code : 'never', code)
  })
