/** The one sentence that people quote: it must be true of every run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunResults } from '../results.ts'
import type { Level, RunVerdict, Verdict } from '../verdicts.ts'
import { describeFirstLook } from './first-look.ts'
import { dateOf, periodOf, verdictSentence } from './verdict.ts'

function sentence(verdict: RunVerdict, ...scenarios: [Level, Verdict][]): string {
  const facts = { startedAt: '2026-11-25T23:59:59.000Z', cluster: { context: 'c', version: 'v1' } }
  const list = scenarios.map(([level, verdict]) => ({ level, verdict }))
  return verdictSentence({ verdict, facts, scenarios: list } as unknown as RunResults)
}

const cases: [string, string, string][] = [
  [
    'accepted',
    sentence('accepted', ['must', 'passed'], ['must', 'passed'], ['should', 'passed']),
    'All 2 required scenarios were put to the test on the cluster c (Kubernetes v1) on 25 November 2026, and every promise was kept.',
  ],
  [
    'one only',
    sentence('accepted', ['must', 'passed']),
    'The required scenario was put to the test on the cluster c (Kubernetes v1) on 25 November 2026, and every promise was kept.',
  ],
  [
    'what did not run was not put to the test',
    sentence(
      'rejected',
      ['must', 'failed'],
      ['must', 'skipped'],
      ['must', 'not supported'],
      ['should', 'failed'],
    ),
    'Of 1 required scenario put to the test on 25 November 2026, the cluster c (Kubernetes v1) failed 1.',
  ],
  [
    'nothing',
    sentence('nothing ran'),
    'No scenario ran on 25 November 2026, so nothing is known about the cluster c (Kubernetes v1).',
  ],
]
for (const [what, got, expected] of cases) test(`${what}`, () => assert.equal(got, expected))

test('a run without facts has a sentence, too', () => {
  const unknown = { verdict: 'inconclusive', scenarios: [] } as unknown as RunResults
  assert.equal(
    verdictSentence(unknown),
    'The harness could not know enough to accept or to reject the cluster.',
  )
})

test('times are UTC wherever the reader is; a run that never ended says so', () => {
  const [from, until] = ['2026-11-25T23:59:50.000Z', '2026-11-26T00:01:02.400Z']
  assert.equal(
    periodOf(from, until),
    '25 November 2026, 23:59:50 to 26 November 2026, 00:01:02 UTC, 1 min 12 s',
  )
  assert.match(periodOf(from, undefined), /ended before it could say when/)
  assert.equal(dateOf('nonsense'), '')
})

test('the first look names each problem with its cause, failures first, and no more than a screen holds', () => {
  const scenario = (name: string, verdict: Verdict, more: object = {}) => ({
    name,
    verdict,
    reason: '',
    ...more,
  })
  const scenarios = [
    scenario('passes', 'passed'),
    scenario('open', 'inconclusive', { reason: 'no answer\n<html> of a whole page' }),
    scenario('broken', 'failed', { diagnosis: { sentence: 'No Pod of the provisioner is Ready.' } }),
  ]
  const page = (list: object[]) => {
    const found = describeFirstLook({ scenarios: list } as unknown as RunResults)
    return found === false ? 'nothing' : found.markup
  }
  const shown = page(scenarios)
  assert.ok(shown.indexOf('broken') < shown.indexOf('open'), shown)
  assert.match(shown, /<a href="#f3">broken<\/a><br>No Pod of the provisioner is Ready\.<\/li>/)
  assert.match(shown, /<a href="#f2">open<\/a><br>no answer<\/li>/)
  assert.doesNotMatch(shown, /passes/)
  assert.equal(page([scenario('passes', 'passed')]), 'nothing')
  assert.match(
    page(Array.from({ length: 7 }, () => scenario('x', 'failed'))),
    /<a href="#failures">2 more scenarios/,
  )
})
