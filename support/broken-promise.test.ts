/** Whose fault an error is: the one line between `failed` and `inconclusive`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brokenPromise, cannotKnow, isOurIgnorance } from './broken-promise.ts'
import { Failure } from './failure.ts'

const theirs = ['broken-promise', 'command-in-pod', 'dns-down', 'wait-hopeless', 'wait-timeout']
const ours = [
  'aborted',
  'api-away',
  'api-refused',
  'api-timeout',
  'api-unreachable',
  'cannot-know',
  'check-broken',
  'command-not-run',
  'dns-unknown',
  'exec-lost',
  'exec-refused',
  'exec-timeout',
  'image-pull',
  'interrupted',
  'journal-lost',
  'watch-silent',
]
for (const code of theirs)
  test(`the cluster's: ${code}`, () => assert.equal(isOurIgnorance(new Failure({ code, what: 'x' })), false))
for (const code of ours)
  test(`ours: ${code}`, () => assert.equal(isOurIgnorance(new Failure({ code, what: 'x' })), true))

test('an error that is none of ours is a bug, and leaves the verdict open', () => {
  for (const error of [new TypeError('x'), 'text', undefined, { code: 'broken-promise' }])
    assert.equal(isOurIgnorance(error), true)
})

test('the two ways to say it', () => {
  const facts = { what: 'keep it', on: 'Pod web-0', expected: 'a', got: 'b' }
  assert.equal(brokenPromise(facts).message, 'could not keep it (Pod web-0): expected a, got b')
  assert.deepEqual([isOurIgnorance(brokenPromise(facts)), isOurIgnorance(cannotKnow(facts))], [false, true])
})
