/** That the last error of a provisioner's log is found, and nothing else is taken for one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaintsIn } from './diagnosis.ts'

const at = '2026-11-25T10:02:03.000000000Z'

test('the last error is told, without the time and the place in the source', () => {
  const log = [
    `${at} I1125 10:02:03.000000       1 main.go:1] made directory a`,
    `${at} E1125 10:02:03.000000       1 volume_store.go:1] "Unhandled Error" err="one"`,
    `${at} E1125 10:02:05.000000       1 volume_store.go:1] "Unhandled Error" err="two [x] y"`,
    `${at} W1125 10:02:06.000000       1 main.go:1] a warning`,
  ].join('\n')
  assert.deepEqual(complaintsIn(log), ['the provisioner says: "Unhandled Error" err="two [x] y"'])
})

test('a log without errors has nothing to tell', () => {
  assert.deepEqual(complaintsIn(''), [])
  assert.deepEqual(complaintsIn(`${at} I1125 10:02:03.000000 1 main.go:1] E1125 is no error`), [])
})
