import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import type { Entry } from '../../record.ts'
import { notePauses } from './writing.ts'

test('a pause is told when it begins and when it is over, and not twice; short ones are none', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const told: unknown[] = []
    const record = ({ data }: Pick<Entry, 'data'>) => void told.push((data as { refused: unknown }).refused)
    const pauses = notePauses({ record }, 'writer')
    for (const ms of [100, 900, 900, 20_000, 50]) {
      pauses.goesOn()
      mock.timers.tick(ms)
    }
    assert.deepEqual(told, [false, 'nothing was acknowledged for 1 s', false])
    pauses.end()
    mock.timers.tick(60_000)
    assert.equal(told.length, 3, 'who has ended makes no pause')
  } finally {
    mock.timers.reset()
  }
})
