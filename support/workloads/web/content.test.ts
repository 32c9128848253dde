/** Files written and read back through a shell that is a table here; the scripts themselves run on the real cluster. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeLedger } from '../../ledger/judge-ledger.ts'
import { openLedger } from '../../ledger/ledger.ts'
import { readRecords, writeRecords } from './content.ts'
import type { Web } from './web.ts'

function webThatSays(stdout: string, ...pods: string[]): Web {
  const names = pods.length === 0 ? ['web-0'] : pods
  return {
    pods: () => names.map(name => ({ metadata: { name } })),
    shell: async () => ({ exitCode: 0, stdout, stderr: '' }),
  } as unknown as Web
}

test('what the Pod says it has flushed is acknowledged, and nothing else', async () => {
  const ledger = openLedger()
  await writeRecords(webThatSays('web-0/record-01\nnoise\n\n'), ledger, { count: 2, mode: '640' })
  assert.deepEqual([...ledger.attempted.keys()], ['web-0/record-01', 'web-0/record-02'])
  assert.deepEqual([...ledger.acknowledged], ['web-0/record-01'])
})

test('files, modes and links are read back', async () => {
  const said = 'file record-01 640 web-0 wrote number 1\nlink /a/records/record-01\n'
  const { records, modes, links } = await readRecords(webThatSays(said))
  assert.deepEqual(records, [{ id: 'web-0/record-01', content: 'web-0 wrote number 1' }])
  assert.deepEqual([modes.get('web-0/record-01'), links.get('web-0')], ['640', '/a/records/record-01'])
})

test('an emptied file is changed, a foreign one unexpected, a missing one lost', async () => {
  const ledger = openLedger()
  for (const number of [1, 2]) {
    ledger.attempt({ id: `web-0/record-0${number}`, content: `web-0 wrote number ${number}` })
    ledger.acknowledge(`web-0/record-0${number}`)
  }
  const { records } = await readRecords(webThatSays('file record-01 640 \nfile a name with spaces 644 x\n'))
  const { lost, changed, unexpected } = judgeLedger(ledger, records)
  assert.deepEqual([lost, changed], [['web-0/record-02'], ['web-0/record-01']])
  assert.equal(unexpected.length, 1)
})

test('a folder that is gone or empty holds nothing, not something foreign', async () =>
  assert.deepEqual((await readRecords(webThatSays(''))).records, []))
