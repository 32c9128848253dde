import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kind, ObjectOf } from '../kubernetes/kinds.ts'
import { blockersIn } from './blockers.ts'
import { createView } from './view.ts'

function view(...objects: [Kind, object][]) {
  const made = createView()
  for (const [kind, object] of objects) made.set(kind, object as ObjectOf<Kind>)
  return made
}
const pod = (name: string, phase: string, ready: boolean): [Kind, object] => [
  'Pod',
  {
    metadata: { name },
    status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  },
]
const claim = (name: string, phase?: string): [Kind, object] => [
  'PersistentVolumeClaim',
  { metadata: { name }, ...(phase && { status: { phase } }) },
]
const event = (name: string, type: string, reason: string, message: string): [Kind, object] => [
  'Event',
  { metadata: { name }, type, reason, message, involvedObject: { kind: 'Pod', name: 'web-0' } },
]

test('Pods that are not Ready, claims that are not bound, warnings; nothing that is well', () => {
  const found = blockersIn(
    view(
      pod('web-0', 'Running', true),
      pod('web-1', 'Pending', false),
      claim('www-web-0', 'Bound'),
      claim('www-web-1', 'Pending'),
      claim('www-web-2'),
      event('e1', 'Normal', 'Pulled', 'fine'),
      event('e2', 'Warning', 'FailedMount', 'timed out\n'),
      event('e3', 'Warning', 'FailedMount', 'timed out'),
    ),
  )
  assert.deepEqual(found, [
    'Pod web-1: Pending',
    'PersistentVolumeClaim www-web-1: Pending',
    'PersistentVolumeClaim www-web-2: no status',
    'Pod web-0: FailedMount: timed out',
  ])
})

test('all is well: nothing blocks', () =>
  assert.deepEqual(blockersIn(view(pod('web-0', 'Running', true))), []))

test('no more lines than anybody reads', () => {
  const many = Array.from({ length: 20 }, (_, index) => pod(`web-${index}`, 'Pending', false))
  assert.equal(blockersIn(view(...many)).length, 8)
})
