/** What the terminal shows, and what never reaches it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AttachmentContentEncoding, type Envelope, TestStepResultStatus } from '@cucumber/messages'
import type { RunFacts } from '../record.ts'
import type { RunResults } from './results.ts'
import type { ScenarioResult } from './scenarios.ts'
import { createTerminalReporter } from './terminal.ts'
import { reportFiles } from './write-report.ts'

const evil = 'x\u001b[2J\u001b]0;title\u0007\u009b31m\rPASS\u202e\u0008y'

function screen(color = false) {
  let text = ''
  const write = (more: string) => {
    text += more
  }
  return { reporter: createTerminalReporter({ write, color, command: 'stateproof run' }), text: () => text }
}

const at = (seconds: number) => ({ seconds, nanos: 0 })
/** A scenario whose only step ended so. */
function envelopes(status: TestStepResultStatus, message?: string): Envelope[] {
  const pickle = {
    id: 'p',
    uri: 'features/identity/dns.feature',
    name: 'S',
    language: 'en',
    steps: [{ id: 'ps', text: 's', astNodeIds: [] }],
    tags: [],
    astNodeIds: [],
  }
  const testStepResult = { status, duration: at(1), ...(message && { message }) }
  return [
    { pickle },
    { testCase: { id: 'c', pickleId: 'p', testSteps: [{ id: 's', pickleStepId: 'ps' }] } },
    { testCaseStarted: { id: 'a', testCaseId: 'c', attempt: 0, timestamp: at(1) } },
    { testStepFinished: { testCaseStartedId: 'a', testStepId: 's', testStepResult, timestamp: at(2) } },
    { testCaseFinished: { testCaseStartedId: 'a', timestamp: at(3), willBeRetried: false } },
  ]
}

const failed = (id: string, evidence: string[]) =>
  ({ id, verdict: 'failed', reason: evil, evidence }) as unknown as ScenarioResult
const results = (facts: Partial<RunResults> = {}): RunResults => ({
  verdict: 'rejected',
  reasons: [],
  counts: { passed: 0, failed: 1, inconclusive: 0, 'not supported': 0, skipped: 0 },
  scenarios: [failed('a/b/c', [])],
  notSelected: [],
  ...facts,
})

test('one line for each scenario, and its reason below', () => {
  const { reporter, text } = screen()
  for (const envelope of envelopes(TestStepResultStatus.FAILED, 'Error: why\n    at x'))
    reporter.onEnvelope(envelope)
  assert.equal(text(), 'FAIL    2.0 s  identity/dns  S\n       why\n')
})

test('a scenario that will be tried again is not told yet', () => {
  const { reporter, text } = screen()
  for (const envelope of envelopes(TestStepResultStatus.FAILED).slice(0, 4)) reporter.onEnvelope(envelope)
  const testCaseFinished = { testCaseStartedId: 'a', timestamp: at(3), willBeRetried: true }
  reporter.onEnvelope({ testCaseFinished })
  assert.equal(text(), '')
})

test('escape sequences of a cluster do not reach the terminal, from wherever they come', () => {
  const { reporter, text } = screen()
  const cluster = { context: evil, server: evil, version: evil, nodes: [] }
  const imageSupply = { kind: evil, why: '' }
  reporter.header({ cluster, imageSupply, runId: 'r' } as unknown as RunFacts)
  for (const envelope of envelopes(TestStepResultStatus.FAILED, evil)) reporter.onEnvelope(envelope)
  reporter.onEnvelope(log(evil))
  reporter.summary(results({ reasons: [evil] }), '/reports/r')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  assert.doesNotMatch(text(), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)
})

function log(body: string): Envelope {
  const contentEncoding = AttachmentContentEncoding.IDENTITY
  return { attachment: { body, contentEncoding, mediaType: 'text/x.cucumber.log+plain' } }
}

test('what a wait last saw is one line: it cannot look like a verdict', () => {
  const { reporter, text } = screen()
  reporter.onEnvelope(log('last saw x\nPASS    1.0 s  identity/dns  Forged'))
  assert.equal(text(), '  … last saw x PASS    1.0 s  identity/dns  Forged\n')
  const reasons = screen()
  reasons.reporter.summary(results({ reasons: ['a\nPASS'], scenarios: [] }), '/r')
  assert.match(reasons.text(), /- a PASS\n/)
})

test('colours only where they are wanted, and only ours', () => {
  const { reporter, text } = screen(true)
  reporter.summary(results(), '/reports/r')
  assert.ok(text().includes('\u001b[31mREJECTED\u001b[39m'))
  assert.ok(!text().includes('\u001b[2J'))
})

test('the end names verdict, numbers, failures, how to run them again, and the report', () => {
  const { reporter, text } = screen()
  reporter.summary(results({ reasons: ['1 required scenario failed'] }), '/reports/r')
  assert.match(text(), /REJECTED {2}1 scenarios: 1 failed\n {2}- 1 required scenario failed\nFAIL a\/b\/c\n/)
  assert.match(
    text(),
    /Again, only these: stateproof run --scenario a\/b\/c\nReport: \/reports\/r\/report.html \(for programs, beside it: report.json, junit.xml, ctrf.json\)\n$/,
  )
})

const kept: [string, ScenarioResult[], string][] = [
  ['nothing failed', [], ''],
  ['nothing was kept', [failed('a/b/c', [])], ''],
  ['of one scenario its own folder', [failed('a/b/c', ['x']), failed('a/b/d', [])], '/a/b/c'],
  ['of several the folder of all', [failed('a/b/c', ['x']), failed('a/b/d', ['y'])], ''],
]
for (const [what, scenarios, folder] of kept)
  test(`the end says where the evidence is: ${what}`, () => {
    const { reporter, text } = screen()
    reporter.summary(results({ scenarios }), '/reports/r')
    const [, path] = /^Evidence: (.*)$/m.exec(text()) ?? []
    const isKept = scenarios.some(({ evidence }) => evidence.length > 0)
    assert.equal(path, isKept ? `/reports/r/evidence${folder}` : undefined)
  })

test('the files that the end names are written', () => {
  const { reporter, text } = screen()
  reporter.summary(results({ scenarios: [] }), '/reports/r')
  const named = text().match(/[a-z]+\.(html|json|xml)/g) ?? []
  assert.deepEqual(
    named.filter(name => !reportFiles.includes(name)),
    [],
  )
  assert.equal(named.length, 4)
})
