import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, met, never, notYet } from '../check.ts'
import { tellingOfLastLook, tellingOfLooks } from './looks.ts'
import { createView, type View } from './view.ts'

test('every look is told, with its kind', () => {
  const told: string[] = []
  const view = tellingOfLooks(createView(), kind => void told.push(kind))
  view.get('PersistentVolume', 'v')
  view.list('PersistentVolumeClaim')
  view.podsOf('web')
  view.eventsOf('Pod', 'web-0')
  assert.deepEqual(told, ['PersistentVolume', 'PersistentVolumeClaim', 'Pod', 'Event'])
})

test('of a check that is not met yet, nothing is told: nothing follows from it', () => {
  const kindsToldOf = (answer: Answer) => {
    const told: string[] = []
    const look = (view: View) => {
      view.podsOf('web')
      view.get('Pod', 'web-0')
      return answer
    }
    tellingOfLastLook({ what: 'a Pod', look }, kind => void told.push(kind)).look(createView())
    return told
  }
  assert.deepEqual(kindsToldOf(notYet('none')), [])
  assert.deepEqual(kindsToldOf(met('one')), ['Pod'])
  assert.deepEqual(kindsToldOf(never('hopeless')), ['Pod'])
})
