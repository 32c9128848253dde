/** A shard's record in the words of the whole run: joined as an unsplit one, and never better than what is known. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Entry, RunEnd, RunFacts } from '../../record.ts'
import { adoptRecord } from './adopt-record.ts'
import { adoptShards } from './join-shards.ts'

const folder = mkdtempSync(join(tmpdir(), 'stateproof-adopt-'))
after(() => rmSync(folder, { recursive: true }))
let count = 0

const line = (entry: object) => `${JSON.stringify({ seq: 1, atMs: 1, time: 't', ...entry })}\n`
const started = line({
  source: 'run',
  type: 'started',
  data: { runId: 'own', command: 'run-shard', parallel: 2 },
})
const finished = line({
  source: 'run',
  type: 'finished',
  data: { finishedAt: 't', interrupted: false, leftBehind: ['x'], trouble: 'first' },
})
const watched = line({ source: 'watch', type: 'ADDED', object: { source: 'run', type: 'finished' } })

function record(...lines: string[]): string {
  const directory = join(folder, String(++count))
  mkdirSync(directory)
  writeFileSync(join(directory, 'journal.ndjson'), lines.join(''))
  return directory
}

function runLines(directory: string): { facts?: RunFacts; end?: RunEnd } {
  const text = readFileSync(join(directory, 'journal.ndjson'), 'utf8')
  const entries = text
    .trim()
    .split('\n')
    .map(json => JSON.parse(json) as Entry)
  const dataOf = (type: string) => entries.find(entry => entry.source === 'run' && entry.type === type)?.data
  return { facts: dataOf('started') as RunFacts, end: dataOf('finished') as RunEnd }
}

test('its facts are those of the whole, its scenarios’ lines are as they were sent', async () => {
  const directory = record(started, watched, finished)
  const runId = await adoptRecord(directory, { facts: { command: 'stateproof run --in-cluster' }, end: {} })
  assert.equal(runId, 'own')
  const { facts, end } = runLines(directory)
  assert.deepEqual(
    [facts?.command, facts?.parallel, end?.trouble],
    ['stateproof run --in-cluster', 2, 'first'],
  )
  assert.ok(readFileSync(join(directory, 'journal.ndjson'), 'utf8').includes(watched))
})

test('what was found from without and from within stays, and of both what it warns of', async () => {
  const found = (sentence: string, outcome: 'ok' | 'warning') => ({
    code: 'clock-skew',
    outcome,
    sentence,
    scenarios: [],
  })
  const own = [found('within', 'warning'), found('fine', 'ok')]
  const data = { runId: 'own', deviations: ['of the shard', 'within'], preflight: own }
  const directory = record(line({ source: 'run', type: 'started', data }), finished)
  const preflight = [found('without', 'warning')]
  await adoptRecord(directory, { facts: { preflight, deviations: ['of the whole', 'without'] }, end: {} })
  const { facts } = runLines(directory)
  assert.deepEqual(
    facts?.preflight?.map(({ sentence }) => sentence),
    ['without', 'within', 'fine'],
  )
  assert.deepEqual(facts?.deviations, ['of the whole', 'without', 'within'])
})

test('what the whole run knows of the end is added to what the shard said', async () => {
  const directory = record(started, finished)
  await adoptRecord(directory, {
    facts: {},
    end: { leftBehind: ['y'], interrupted: true },
    problem: 'second',
  })
  const { end } = runLines(directory)
  assert.deepEqual([end?.leftBehind, end?.interrupted, end?.trouble], [['x', 'y'], true, 'first; second'])
})

test('a shard that was killed gets an end that says so', async () => {
  const directory = record(started, watched)
  await adoptRecord(directory, { facts: {}, end: {}, problem: 'Pod p ended with exit code 137 (OOMKilled)' })
  assert.match(runLines(directory).end?.trouble ?? '', /OOMKilled/)
  const silent = record(started)
  await adoptRecord(silent, { facts: {}, end: {} })
  assert.match(runLines(silent).end?.trouble ?? '', /no end/)
})

test('a shard that never began has nothing to join', async () => {
  assert.equal(await adoptRecord(record(), { facts: {}, end: {} }), undefined)
  assert.equal(await adoptRecord(join(folder, 'none'), { facts: {}, end: {} }), undefined)
})

test('each is told which part it is, with its number of scenarios; what is left behind is told once', async () => {
  const directories = [record(started, finished), record(), record(started, finished)]
  const records = directories.map(directory => ({ directory, scenarios: 2 }))
  const end = { leftBehind: ['namespace n'] }
  const shards = await adoptShards(records, {
    facts: {},
    end,
    selected: ['a', 'b', 'c', 'd', 'e'],
    planned: 3,
  })
  assert.deepEqual(
    shards.map(({ directory }) => directory),
    [directories[0], directories[2]],
  )
  const [first, third] = shards.map(({ directory }) => runLines(directory))
  assert.deepEqual([first?.facts?.shard?.index, third?.facts?.shard?.index], [1, 3])
  assert.deepEqual(
    [third?.facts?.shard?.count, third?.facts?.shard?.of, third?.facts?.shard?.scenarios],
    [3, 5, 2],
  )
  assert.equal(first?.facts?.shard?.selection, third?.facts?.shard?.selection)
  assert.deepEqual([first?.end?.leftBehind, third?.end?.leftBehind], [['x', 'namespace n'], ['x']])
})
