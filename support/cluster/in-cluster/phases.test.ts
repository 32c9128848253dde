/** How a selection is dealt out: nothing runs beside what must be alone, and no Pod is without work. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Phase, phasesOf } from './phases.ts'

const plain = { tags: ['@must'] }
const serial = { tags: ['@must', '@serial'] }
const nfs = { tags: ['@needs-nfs'] }
const counts = (phases: Phase[]) => phases.map(({ name, shards }) => `${name} ${shards}`)

const cases: [string, { tags: string[] }[], number, string[]][] = [
  ['everything can run beside everything', [plain, plain, plain], 2, ['shards 2']],
  ['fewer scenarios than shards', [plain, plain, plain], 8, ['shards 3']],
  ['some must be alone', [plain, plain, serial, nfs], 4, ['shards 2', 'alone 1']],
  ['all must be alone', [serial, nfs], 4, ['alone 1']],
  ['one shard', [plain, plain], 1, ['shards 1']],
]
for (const [what, selected, shards, expected] of cases)
  test(what, () => assert.deepEqual(counts(phasesOf(selected, { shards })), expected))

test('how many scenarios each has', () =>
  assert.deepEqual(
    phasesOf([plain, plain, serial], { shards: 4 }).map(({ scenarios }) => scenarios),
    [2, 1],
  ))

test('the tags of the phases part the selection, and keep what was asked for', () => {
  const [beside, alone] = phasesOf([plain, serial], { tags: '@must or @should', shards: 4 })
  assert.equal(beside?.tags, '(@must or @should) and not (@serial or @needs-nfs)')
  assert.equal(alone?.tags, '(@must or @should) and (@serial or @needs-nfs)')
  assert.equal(phasesOf([plain], { shards: 4 })[0]?.tags, 'not (@serial or @needs-nfs)')
})
