/** The diagnosis from the files of a run: found again by whoever has the folder, and careful where the folder is damaged. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { diagnoseScenarios } from './diagnose-scenarios.ts'
import type { ScenarioResult } from './scenarios.ts'

const id = 'storage/claims/two'
const failed = () =>
  ({
    id,
    verdict: 'failed',
    reason: 'could not see',
    failure: { code: 'wait-timeout', what: 'see 2 Pods of StatefulSet web to be Ready within 12 s' },
  }) as ScenarioResult
const claim = {
  metadata: { name: 'www-web-0' },
  spec: { storageClassName: 'fast' },
  status: { phase: 'Pending' },
}
const entry = (facts: object) => JSON.stringify({ seq: 2, atMs: 1, time: 't', scenario: id, ...facts })
const pending = entry({
  source: 'watch',
  type: 'ADDED',
  kind: 'PersistentVolumeClaim',
  name: 'www-web-0',
  uid: 'u',
  object: claim,
})
const other = JSON.stringify({
  seq: 1,
  atMs: 1,
  time: 't',
  scenario: 'a/b/c',
  source: 'step',
  type: 'began',
  name: 's',
})

async function diagnosed(journal: string, evidence: Record<string, string> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'stateproof-diagnosis-'))
  const folder = join(directory, 'evidence', id)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(directory, 'journal.ndjson'), journal)
  for (const [file, text] of Object.entries(evidence)) writeFileSync(join(folder, file), text)
  const scenario = failed()
  await diagnoseScenarios(directory, [
    scenario,
    { ...failed(), id: 'x/y/z', verdict: 'passed' } as ScenarioResult,
  ])
  return scenario.diagnosis
}

const index = JSON.stringify({ version: 1, missing: [], files: [], leftOut: [] })
const noClass = { 'storage.yaml': 'classes: []\n', 'index.json': index }

test('it rests on lines of the journal and on files below the folder', async () => {
  const found = await diagnosed(`${other}\n${pending}\n`, noClass)
  assert.equal(found?.sentence, 'The claim www-web-0 was never bound: its class fast does not exist.')
  assert.equal(found?.confidence, 'certain')
  assert.deepEqual(found?.restsOn, [
    { journalLine: 2, what: 'PersistentVolumeClaim www-web-0: Pending' },
    { file: `evidence/${id}/storage.yaml`, what: 'no class fast' },
  ])
})

const damaged: [string, string, Record<string, string>][] = [
  ['no evidence', `${pending}\n`, {}],
  ['evidence without an index', `${pending}\n`, { 'storage.yaml': 'classes: []\n' }],
  ['an index of nonsense', `${pending}\n`, { ...noClass, 'index.json': '{' }],
  ['a journal that ends in the middle of a line', `${pending}\n${other.slice(0, 30)}`, noClass],
  ['a journal with a line of nonsense', `nonsense\n${pending}\n`, noClass],
]
for (const [what, journal, evidence] of damaged)
  test(`${what}: nobody is certain`, async () => {
    const found = await diagnosed(journal, evidence)
    assert.notEqual(found?.confidence, 'certain')
    assert.match(found?.sentence ?? '', /Less sure, since/)
  })

test('evidence that is no YAML is as good as none', async () => {
  const found = await diagnosed(`${pending}\n`, { 'storage.yaml': 'classes: [\n', 'index.json': index })
  assert.match(found?.sentence ?? '', /^No rule of the diagnosis/)
})

test('no journal at all', async () => {
  assert.match((await diagnosed(''))?.sentence ?? '', /^No rule.*no objects of this scenario/)
})

test('evidence that leads out of the folder is not read', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stateproof-diagnosis-'))
  const [folder, outside] = [join(directory, 'evidence', id), join(directory, 'outside.yaml')]
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(directory, 'journal.ndjson'), `${pending}\n`)
  writeFileSync(outside, 'classes: []\n')
  symlinkSync(outside, join(folder, 'storage.yaml'))
  const scenario = failed()
  await diagnoseScenarios(directory, [scenario])
  assert.match(scenario.diagnosis?.sentence ?? '', /^No rule of the diagnosis/)
})
