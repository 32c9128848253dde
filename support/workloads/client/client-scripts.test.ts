import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseResponses } from './client-scripts.ts'

const cases: [string, string, (string | undefined)[]][] = [
  ['answers and silences', '@ answer web-0\n@ none\n@ answer web-1\n', ['web-0', undefined, 'web-1']],
  ['an empty body is an answer', '@ answer \n@ answer web-1\n', ['', 'web-1']],
  ['a body of two lines is one answer', '@ answer a\nb\n@ none\n', ['a\nb', undefined]],
  ['nothing was asked', '', []],
  ['half a word is no answer', '@ ans', []],
]
for (const [what, output, expected] of cases)
  test(what, () => assert.deepEqual(parseResponses(output), expected))
