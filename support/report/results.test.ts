/** Results from the files of a run, also of one that was killed in the middle of a line. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { exitCodeOf, readResults } from './results.ts'
import { writeReport } from './write-report.ts'

const pickle = {
  id: 'p',
  uri: 'features/a/b.feature',
  name: 'S',
  language: 'en',
  steps: [{ id: 'ps', text: 'it passes', astNodeIds: [] }],
  tags: [{ name: '@must', astNodeId: 't' }],
  astNodeIds: ['n'],
}
const at = (seconds: number) => ({ seconds, nanos: 0 })
const passedRun = [
  { pickle },
  {
    testCase: { id: 'c', pickleId: 'p', testSteps: [{ id: 's', pickleStepId: 'ps', stepDefinitionIds: [] }] },
  },
  { testCaseStarted: { id: 'a', testCaseId: 'c', attempt: 0, timestamp: at(1) } },
  {
    testStepFinished: {
      testCaseStartedId: 'a',
      testStepId: 's',
      testStepResult: { status: 'PASSED', duration: at(1) },
      timestamp: at(2),
    },
  },
  { testCaseFinished: { testCaseStartedId: 'a', timestamp: at(3), willBeRetried: false } },
]
const runLine = (type: string, data: unknown) => ({ seq: 1, atMs: 1, time: 't', source: 'run', type, data })
const started = runLine('started', {
  runId: 'r',
  command: 'stateproof run',
  startedAt: '2026-11-24T07:00:00.000Z',
  harnessVersion: '0',
  nodeVersion: 'v24',
  parallel: 1,
  images: {},
  deviations: [],
  cluster: { context: 'c', server: 's', version: 'v1', nodes: [] },
})
const finished = (facts = {}) =>
  runLine('finished', { finishedAt: 't', interrupted: false, leftBehind: [], ...facts })
const lines = (objects: unknown[]) => objects.map(object => `${JSON.stringify(object)}\n`).join('')

async function withRun(
  { messages = lines(passedRun), journal = '' }: { messages?: string; journal?: string },
  test: (directory: string) => Promise<void>,
) {
  const directory = mkdtempSync(join(tmpdir(), 'stateproof-results-'))
  try {
    writeFileSync(join(directory, 'messages.ndjson'), messages)
    writeFileSync(join(directory, 'journal.ndjson'), journal)
    await test(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

const cases: [string, { messages?: string; journal?: string }, string, number][] = [
  ['a whole record', { journal: lines([started, finished()]) }, 'accepted', 0],
  ['a run that was killed: no end', { journal: lines([started]) }, 'inconclusive', 4],
  ['a run that was killed before its first line', {}, 'inconclusive', 4],
  ['interrupted', { journal: lines([started, finished({ interrupted: true })]) }, 'inconclusive', 130],
  ['trouble', { journal: lines([started, finished({ trouble: 'x' })]) }, 'inconclusive', 4],
  ['left behind', { journal: lines([started, finished({ leftBehind: ['x'] })]) }, 'partial', 4],
  [
    'an end that was cut',
    { journal: lines([started]) + lines([finished()]).slice(0, 60) },
    'inconclusive',
    4,
  ],
  [
    'the end of an earlier run in the same file',
    { journal: lines([started, finished(), started]) },
    'inconclusive',
    4,
  ],
  [
    'messages cut in the middle of a line',
    { messages: lines(passedRun).slice(0, -40), journal: lines([started, finished()]) },
    'inconclusive',
    4,
  ],
  ['no messages at all', { messages: '', journal: lines([started, finished()]) }, 'nothing ran', 5],
]
for (const [what, files, verdict, exitCode] of cases)
  test(`${what}: ${verdict}, exit code ${exitCode}`, () =>
    withRun(files, async directory => {
      const results = await readResults(directory)
      assert.equal(results.verdict, verdict)
      assert.equal(exitCodeOf(results), exitCode)
    }))

test('what a Pod says about a run is no line of the run', () => {
  const forged = {
    ...runLine('x', 0),
    source: 'watch',
    object: { source: 'run', type: 'finished', interrupted: false },
  }
  return withRun({ journal: lines([started, forged]) }, async directory =>
    assert.equal((await readResults(directory)).end, undefined),
  )
})

test('deviations found while the run went on stand beside those known before, each once', () => {
  const found = runLine('deviation', { text: 'x' })
  return withRun({ journal: lines([started, found, found, finished()]) }, async directory =>
    assert.deepEqual((await readResults(directory)).facts?.deviations, ['x']),
  )
})

test('the reports of the same record are the same bytes, and the checksums are right', () =>
  withRun({ journal: lines([started, finished()]) }, async directory => {
    mkdirSync(join(directory, 'evidence/a/b/s/logs'), { recursive: true })
    writeFileSync(join(directory, 'evidence/a/b/s/logs/web-0.log'), 'x')
    const read = () =>
      ['report.json', 'junit.xml', 'report.html', 'SHA256SUMS'].map(name =>
        readFileSync(join(directory, name), 'utf8'),
      )
    const results = await writeReport(directory)
    assert.deepEqual(results.scenarios[0]?.evidence, ['evidence/a/b/s/logs/web-0.log'])
    const first = read()
    await writeReport(directory)
    assert.deepEqual(read(), first)
    assert.equal(first[3]?.trim().split('\n').length, 9)
    assert.deepEqual(JSON.parse(first[0] ?? '').counts.passed, 1)
  }))

test('a folder without a run', () =>
  assert.rejects(writeReport(join(tmpdir(), 'stateproof-no-such-folder')), {
    code: 'no-record',
    exitCode: 2,
  }))

test('report.json of a killed run says that there was no end', () =>
  withRun({ journal: lines([started]) }, async directory => {
    await writeReport(directory)
    const report = JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8'))
    assert.deepEqual([report.end, report.verdict], [null, 'inconclusive'])
    assert.match(report.reasons.join(), /killed/)
  }))
