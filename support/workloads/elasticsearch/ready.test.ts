import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createView } from '../../journal/view.ts'
import type { ObjectOf } from '../../kubernetes/kinds.ts'
import type { Entry } from '../../record.ts'
import { failedStarts } from './first-start.ts'
import { nodesAreReady } from './ready.ts'

type Pod = ObjectOf<'Pod'>
const ended = { terminated: { reason: 'Error', exitCode: 1 } }

function pod(name: string, status: object = {}, uid = `uid-${name}`, metadata: object = {}): Pod {
  const conditions = [{ type: 'Ready', status: 'True' }]
  return {
    metadata: {
      name,
      uid,
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'es', uid: 's' }],
      ...metadata,
    },
    status: { phase: 'Running', conditions, ...status },
  } as Pod
}

function look(pods: Pod[], { count = 2, former = new Set<string>(), events = [] as object[], room = '' }) {
  const view = createView()
  for (const each of pods) view.set('Pod', each)
  for (const [index, event] of events.entries()) {
    const involvedObject = { kind: 'StatefulSet', name: 'es' }
    view.set('Event', { metadata: { name: `e${index}` }, involvedObject, ...event } as ObjectOf<'Event'>)
  }
  return nodesAreReady({ count, former }, { missing: room }).look(view)
}

const restarted = pod('es-1', {
  containerStatuses: [{ name: 'elasticsearch', restartCount: 1, state: { running: {} }, lastState: ended }],
})
const refused = { reason: 'FailedCreate', message: 'create Pod es-1 failed: pods "es-1" is forbidden: x' }

test('two Ready nodes are ready, also where one was started twice at the first start', () => {
  assert.equal(look([pod('es-0'), pod('es-1')], {}).state, 'met')
  assert.equal(look([pod('es-0'), restarted], {}).state, 'met')
})

test('a node that came back and had to be started twice will not do, however Ready it is', () => {
  const answer = look([pod('es-0'), restarted], { former: new Set(['old']) })
  assert.deepEqual(answer, {
    state: 'never',
    why: 'a node that came back did not start: es-1: Error, exit code 1',
  })
})

test('Pods that the cluster does not let in, or has no room for, are not waited for', () => {
  const answer = look([pod('es-0')], { events: [{ reason: 'SuccessfulCreate', message: '' }, refused] })
  assert.equal(answer.state === 'never' && answer.code, 'pods-refused')
  const full = look([pod('es-0')], { room: 'no node has room' })
  assert.equal(full.state === 'never' && full.code, 'no-room')
})

test('a Pod that is invalid once admission has changed it is not waited for either', () => {
  const message =
    'Create Pod es-0 failed: Pod "es-0" is invalid: spec.initContainers[2].name: Duplicate value: "x"'
  const answer = look([], { events: [{ reason: 'FailedCreate', message }] })
  assert.equal(answer.state === 'never' && answer.code, 'pods-refused')
})

test('a refusal that is over, and one that another Pod met before, are none', () => {
  const over = [refused, { reason: 'SuccessfulCreate', message: '' }]
  assert.equal(look([pod('es-0')], { events: over }).state, 'notYet')
  assert.equal(look([pod('es-0'), pod('es-1')], { events: [refused] }).state, 'met')
})

test('a start that failed is found in the past; the end of a Pod that was told to go is none', () => {
  const entry = (object: Pod): Entry =>
    ({ seq: 1, atMs: 0, time: '', source: 'watch', type: 'MODIFIED', kind: 'Pod', object }) as Entry
  const going = pod(
    'es-0',
    { containerStatuses: [{ name: 'elasticsearch', restartCount: 0, state: ended }] },
    'u',
    {
      deletionTimestamp: '2026-11-25T10:00:00Z',
    },
  )
  assert.deepEqual(failedStarts([entry(going)], 'es'), [])
  assert.deepEqual(failedStarts([entry(restarted), entry(restarted)], 'es'), ['es-1: Error, exit code 1'])
})
