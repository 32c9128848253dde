import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createView } from '../../journal/view.ts'
import type { ObjectOf } from '../../kubernetes/kinds.ts'
import { noPodsOf, podExists, podIsReady, podIsRunning, podsAreReady, setIsGone } from './checks.ts'

type State = 'Pending' | 'Running' | 'Ready' | 'Ending' | 'NoImage'

/** `web-0 Ready`, `web-0#2 Ending`: name, life, state. Owned by StatefulSet web unless it begins with `x`. */
function view(...pods: `${string} ${State}`[]) {
  const made = createView()
  for (const text of pods) {
    const [uid = '', state] = text.split(' ')
    const name = uid.replace(/#.*/, '')
    const owned = !name.startsWith('x')
    made.set('Pod', {
      metadata: {
        name,
        uid,
        ...(owned && {
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web', uid: 's' }],
        }),
        ...(state === 'Ending' && { deletionTimestamp: new Date() }),
      },
      status: {
        phase: state === 'Pending' || state === 'NoImage' ? 'Pending' : 'Running',
        conditions: [{ type: 'Ready', status: state === 'Ready' || state === 'Ending' ? 'True' : 'False' }],
        ...(state === 'NoImage' && {
          containerStatuses: [{ state: { waiting: { reason: 'ErrImageNeverPull' } } }],
        }),
      },
    } as ObjectOf<'Pod'>)
  }
  return made
}

const ready = (count: number, ...former: string[]) =>
  podsAreReady({ statefulSet: 'web', count, former: new Set(former) })
const looks: [string, ReturnType<typeof view>, ReturnType<typeof ready>, string][] = [
  ['both Ready', view('web-0 Ready', 'web-1 Ready'), ready(2), 'met'],
  ['one too few', view('web-0 Ready'), ready(2), 'notYet'],
  ['one too many', view('web-0 Ready', 'web-1 Ready', 'web-2 Pending'), ready(2), 'notYet'],
  ['one is ending', view('web-0 Ready', 'web-1 Ending'), ready(2), 'notYet'],
  ['one is not Ready', view('web-0 Ready', 'web-1 Running'), ready(2), 'notYet'],
  ['a former one does not count', view('web-0 Ready', 'web-1 Ready'), ready(2, 'web-1'), 'notYet'],
  ['all are new', view('web-0#2 Ready', 'web-1#2 Ready'), ready(2, 'web-0', 'web-1'), 'met'],
  ['a Pod that another owns does not count', view('web-0 Ready', 'x-1 Ready'), ready(2), 'notYet'],
  ['no image for one of them', view('web-0 Ready', 'web-1 NoImage'), ready(2), 'never'],
  ['none wanted, none there', view('x-1 Ready'), ready(0), 'met'],
]
for (const [what, seen, check, state] of looks)
  test(`Pods are Ready: ${what}`, () => assert.equal(check.look(seen).state, state))

test('what is waited for, and what was seen, read as English', () => {
  assert.equal(ready(2, 'web-0').what, '2 new Pods of StatefulSet web to be Ready')
  const answer = ready(2, 'web-0').look(view('web-0 Ready', 'web-1 Pending'))
  assert.ok(answer.state === 'notYet' && answer.saw === 'web-0 Ready (former); web-1 Pending')
  const nothing = ready(1).look(view())
  assert.ok(nothing.state === 'notYet' && nothing.saw === 'no Pods')
})

test('one Pod: there, running, Ready', () => {
  const states = (...pods: Parameters<typeof view>) =>
    [podExists('web-0'), podIsRunning('web-0'), podIsReady('web-0')].map(
      check => check.look(view(...pods)).state,
    )
  assert.deepEqual(states(), ['notYet', 'notYet', 'notYet'])
  assert.deepEqual(states('web-0 Pending'), ['met', 'notYet', 'notYet'])
  assert.deepEqual(states('web-0 Running'), ['met', 'met', 'notYet'])
  assert.deepEqual(states('web-0 Ready'), ['met', 'met', 'met'])
  assert.deepEqual(states('web-0 NoImage'), ['met', 'never', 'never'])
})

test('gone means gone: a Pod that is ending is still there', () => {
  assert.equal(noPodsOf('web').look(view('web-0 Ending')).state, 'notYet')
  assert.equal(noPodsOf('web').look(view('x-0 Ready')).state, 'met')
  assert.equal(setIsGone('web').look(view()).state, 'met')
  const seen = view()
  seen.set('StatefulSet', { metadata: { name: 'web', uid: 's' } })
  assert.equal(setIsGone('web').look(seen).state, 'notYet')
})

const attempt = (reason: string, message: string) => ({ reason, message })
const refusals: [string, { reason: string; message: string }[], string | undefined][] = [
  ['a quota', [attempt('FailedCreate', 'pods "web-1" is forbidden: exceeded quota: q')], 'pods-refused'],
  ['a webhook', [attempt('FailedCreate', 'admission webhook "w" denied the request: no')], 'pods-refused'],
  ['a server that is away', [attempt('FailedCreate', 'connection refused')], undefined],
  [
    'one that let it in at last',
    [attempt('FailedCreate', 'is forbidden'), attempt('SuccessfulCreate', 'create Pod web-1 successful')],
    undefined,
  ],
]
for (const [what, events, code] of refusals)
  test(`Pods that are refused: ${what}`, () => {
    const seen = view('web-0 Ready')
    for (const [index, event] of events.entries())
      seen.set('Event', {
        ...event,
        metadata: { name: `e${index}`, uid: `e${index}` },
        involvedObject: { kind: 'StatefulSet', name: 'web' },
      } as ObjectOf<'Event'>)
    const answer = ready(2).look(seen)
    assert.equal(answer.state === 'notYet' ? answer.code : answer.state, code)
  })
