import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openAbsence } from './watch-absence.ts'

function absenceAt(nowMs = 0) {
  const clock = { nowMs }
  const absence = openAbsence({ monotonicMs: () => clock.nowMs })
  const at = (nowMs: number) => {
    clock.nowMs = nowMs
    return absence
  }
  return at
}

test('it lasts until the first stream has told something', () => {
  const at = absenceAt()
  assert.equal(at(100).sinceMs, 0)
  assert.deepEqual(at(200).end(), { fromMs: 0, untilMs: 200, why: 'the watch was not open yet' })
  assert.equal(at(300).sinceMs, 0, 'what was missed may be on its way')
  at(310).told()
  assert.equal(at(320).sinceMs, undefined)
})

test('a stream that lasts has told what there was: nothing', () => {
  const at = absenceAt()
  at(200).end()
  assert.equal(at(1_201).sinceMs, undefined)
  assert.equal(at(9_000).begin('cut'), true)
  assert.equal(at(9_100).sinceMs, 9_000)
})

test('a stream that is cut before it told anything ends nothing', () => {
  const at = absenceAt()
  at(200).end()
  assert.equal(at(300).begin('cut'), false)
  assert.equal(at(400).begin('refused'), false)
  assert.deepEqual(at(1_500).end(), { fromMs: 0, untilMs: 1_500, why: 'refused' })
})
