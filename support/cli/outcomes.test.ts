/** From what Cucumber really says to verdicts: a run of testdata/outcomes.feature, recorded and folded. No cluster. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Envelope } from '@cucumber/messages'
import { collectScenarios, type ScenarioResult } from '../report/scenarios.ts'
import type { Verdict } from '../report/verdicts.ts'
import { recordOutcomes } from './fixture.ts'

let envelopes: Envelope[]
let scenarios: ScenarioResult[]
before(async () => {
  envelopes = await recordOutcomes({ retry: 1 })
  scenarios = collectScenarios(envelopes).scenarios
})
const named = (name: string) => scenarios.find(scenario => scenario.name === name) as ScenarioResult

const expected: [string, Verdict, RegExp][] = [
  ['All steps pass', 'passed', /^$/],
  ['A promise is broken', 'failed', /^could not keep it \(Pod web-0\): expected a, got b$/],
  ['The harness does not know', 'inconclusive', /^the API server was away$/],
  ['A step is not written', 'failed', /^a step is undefined: nobody wrote this step$/],
  ['A step is pending', 'failed', /^a step is pending: it is pending$/],
  ['A step is ambiguous', 'failed', /^a step is ambiguous: it is ambiguous$/],
  ['No steps', 'failed', /^the scenario has no steps$/],
  ['The cluster lacks something', 'not supported', /^it lacks something$/],
  ['A table says one', 'passed', /^$/],
  ['It passes at the second attempt', 'passed', /^$/],
]
for (const [name, verdict, reason] of expected)
  test(`${name}: ${verdict}`, () => {
    assert.equal(named(name).verdict, verdict)
    assert.match(named(name).reason, reason)
  })

test('every scenario is there once, in the order of the feature', () => {
  assert.equal(scenarios.length, 11)
  assert.deepEqual(
    scenarios.map(({ line }) => line),
    scenarios.map(({ line }) => line).toSorted((a, b) => a - b),
  )
  assert.equal(new Set(scenarios.map(({ id }) => id)).size, 11)
})

test('levels, rules, figures, tables and steps of the background are read', () => {
  const table = named('A table says two')
  assert.deepEqual(
    [table.level, table.figures[0]?.value, table.attempts[0]?.steps.find(({ table }) => table)?.table],
    ['must', 2, [['number', '2']]],
  )
  assert.equal(named('It passes at the second attempt').rule, 'What comes second')
  const steps = named('All steps pass').attempts[0]?.steps.filter(({ hook }) => !hook)
  assert.deepEqual(
    steps?.map(({ keyword, text }) => `${keyword} ${text}`),
    ['Given it passes', 'When it passes'],
  )
})

test('every attempt is kept', () => {
  const { attempts } = named('It passes at the second attempt')
  assert.deepEqual(
    attempts.map(({ verdict, reason }) => [verdict, reason.split('\n')[0]]),
    [
      ['failed', 'the first attempt failed'],
      ['passed', ''],
    ],
  )
})

test('a record that ends anywhere: nothing that was not seen to its end is passed', () => {
  const whole = new Map(scenarios.map(({ id, verdict }) => [id, verdict]))
  for (let length = 0; length <= envelopes.length; length++) {
    const { scenarios: cut } = collectScenarios(envelopes.slice(0, length))
    const finished = envelopes.slice(0, length).filter(({ testCaseFinished }) => testCaseFinished).length
    const passed = cut.filter(({ verdict }) => verdict === 'passed')
    assert.ok(passed.length <= finished)
    for (const { id } of passed) assert.equal(whole.get(id), 'passed')
  }
})

test('the scenarios of several threads may be told all at once', () => {
  const isOfCase = (envelope: Envelope) =>
    Boolean(
      envelope.testCaseStarted ??
        envelope.testStepFinished ??
        envelope.attachment ??
        envelope.testCaseFinished,
    )
  const shuffled = [
    ...envelopes.filter(envelope => !isOfCase(envelope)),
    ...envelopes.filter(({ testCaseStarted }) => testCaseStarted),
    ...envelopes.filter(({ attachment }) => attachment),
    ...envelopes.filter(({ testStepFinished }) => testStepFinished).toReversed(),
    ...envelopes.filter(({ testCaseFinished }) => testCaseFinished),
  ]
  assert.deepEqual(collectScenarios(shuffled).scenarios, scenarios)
})

test('--fail-fast: what was not begun is skipped, and says why', async () => {
  const { scenarios } = collectScenarios(await recordOutcomes({ failFast: true }))
  const counts = Map.groupBy(scenarios, ({ verdict }) => verdict)
  assert.deepEqual([counts.get('passed')?.length, counts.get('skipped')?.length], [1, 6])
  assert.match(counts.get('skipped')?.[0]?.reason ?? '', /--fail-fast/)
})
