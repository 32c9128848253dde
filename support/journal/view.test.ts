import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { createView } from './view.ts'

function pod(name: string, uid: string, owner?: string): ObjectOf<'Pod'> {
  const ownerReferences =
    owner === undefined ? [] : [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: owner, uid: 's' }]
  return { metadata: { name, uid, ownerReferences } }
}

test('the end of an object does not take away another one of the same name', () => {
  const view = createView()
  view.set('Pod', pod('web-0', 'new'))
  view.remove('Pod', pod('web-0', 'old'))
  assert.equal(view.get('Pod', 'web-0')?.metadata?.uid, 'new')
  view.remove('Pod', pod('web-0', 'new'))
  assert.equal(view.get('Pod', 'web-0'), undefined)
})

test('the Pods of a set are those that it owns, by ordinal; kinds are kept apart', () => {
  const view = createView()
  for (const name of ['web-10', 'web-2', 'web-0']) view.set('Pod', pod(name, name, 'web'))
  view.set('Pod', pod('web-1', 'foreign', 'another'))
  view.set('Pod', pod('web-3', 'nobody'))
  view.set('Service', { metadata: { name: 'web-0', uid: 'service' } })
  assert.deepEqual(
    view.podsOf('web').map(({ metadata }) => metadata?.name),
    ['web-0', 'web-2', 'web-10'],
  )
  assert.equal(view.get('Service', 'web-0')?.metadata?.uid, 'service')
})

test('events are found by the object that they are about', () => {
  const view = createView()
  const event = (name: string, kind: string, about: string) =>
    view.set('Event', { metadata: { name }, involvedObject: { kind, name: about } } as ObjectOf<'Event'>)
  event('e1', 'Pod', 'web-0')
  event('e2', 'Pod', 'web-1')
  event('e3', 'StatefulSet', 'web-0')
  assert.deepEqual(
    view.eventsOf('Pod', 'web-0').map(({ metadata }) => metadata?.name),
    ['e1'],
  )
})
