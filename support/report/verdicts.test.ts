/** Every rule that makes a verdict, one line each. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VerdictNote } from '../record.ts'
import {
  exitCodeFor,
  judgeAttempt,
  judgeRun,
  type Level,
  type RunFactsForVerdict,
  type RunVerdict,
  type StepOutcome,
  type Verdict,
} from './verdicts.ts'

/** `PASSED FAILED:why hook:FAILED:why` */
function steps(text: string): StepOutcome[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((word, index) => {
      const hook = word.startsWith('hook:')
      const [status = '', message] = word.replace('hook:', '').split(':')
      return { status, hook, text: `step ${index + 1}`, ...(message !== undefined && { message }) }
    })
}

const open: VerdictNote = { verdict: 'inconclusive', reason: 'the API server was away' }
const lacking: VerdictNote = { verdict: 'not supported', reason: 'no default class' }
const left: VerdictNote = { verdict: 'skipped', reason: 'not today' }

const attempts: [string, string, VerdictNote[], Verdict, RegExp?][] = [
  ['every step passed', 'hook:PASSED PASSED PASSED hook:PASSED', [], 'passed', /^$/],
  ['a step failed', 'hook:PASSED PASSED FAILED:why SKIPPED hook:PASSED', [], 'failed', /^why$/],
  [
    'a step failed, and a note says nobody knows',
    'PASSED FAILED:why SKIPPED',
    [open],
    'inconclusive',
    /away/,
  ],
  ['every step passed, and a note says nobody knows', 'PASSED PASSED', [open], 'inconclusive', /away/],
  ['no steps', '', [], 'failed', /no steps/],
  ['no steps, only hooks', 'hook:PASSED hook:PASSED', [], 'failed', /no steps/],
  ['no steps, and a note', 'hook:PASSED', [open], 'failed', /no steps/],
  ['undefined', 'PASSED UNDEFINED', [], 'failed', /undefined: step 2/],
  ['undefined after a failure', 'FAILED:why UNDEFINED', [], 'failed', /undefined/],
  ['undefined, and a note', 'UNDEFINED PASSED', [open], 'failed', /undefined/],
  ['undefined, and lacking', 'UNDEFINED', [lacking], 'failed', /undefined/],
  ['pending', 'PENDING SKIPPED', [], 'failed', /pending: step 1/],
  ['ambiguous', 'AMBIGUOUS', [], 'failed', /ambiguous/],
  ['before the scenario it failed', 'hook:FAILED:boom SKIPPED hook:PASSED', [], 'inconclusive', /boom/],
  ['before the scenario it failed, with a note', 'hook:FAILED:boom SKIPPED', [open], 'inconclusive', /away/],
  ['after the scenario it failed', 'PASSED hook:FAILED:boom', [], 'inconclusive', /boom/],
  ['a step failed, and then the end, too', 'FAILED:why hook:FAILED:boom', [], 'failed', /why/],
  [
    'the cluster lacks something',
    'hook:SKIPPED SKIPPED SKIPPED',
    [lacking],
    'not supported',
    /no default class/,
  ],
  ['skipped with a reason', 'hook:SKIPPED SKIPPED', [left], 'skipped', /not today/],
  ['skipped before it began', 'hook:SKIPPED SKIPPED hook:SKIPPED', [], 'skipped', /--fail-fast/],
  ['a step that skips itself', 'hook:PASSED SKIPPED SKIPPED', [], 'skipped', /no reason given/],
  ['one step skipped among passed ones', 'hook:PASSED PASSED SKIPPED', [], 'skipped', /no reason/],
  ['a step whose outcome is not in the record', 'PASSED UNKNOWN PASSED', [], 'inconclusive', /record/],
  ['a skip note never hides a failure', 'hook:PASSED FAILED:why', [lacking], 'failed', /why/],
]
for (const [what, text, notes, verdict, reason = /^/] of attempts)
  test(`${verdict}: ${what}`, () => {
    const judged = judgeAttempt({ steps: steps(text), notes, finished: true })
    assert.equal(judged.verdict, verdict)
    assert.match(judged.reason, reason)
  })

test('an attempt that was cut off: open, unless a step had failed already', () => {
  const judge = (text: string) => judgeAttempt({ steps: steps(text), notes: [], finished: false })
  assert.deepEqual(judge('PASSED UNKNOWN'), { verdict: 'inconclusive', reason: 'interrupted before its end' })
  assert.deepEqual(judge('PASSED PASSED'), { verdict: 'inconclusive', reason: 'interrupted before its end' })
  assert.equal(judge('FAILED:why UNKNOWN').verdict, 'failed')
})

test('a reason has no stack trace and no name of an error class', () => {
  const message = 'Failure: could not x: expected a,\nsecond line\n    at f (file.ts:1:1)'
  const steps = [{ status: 'FAILED', hook: false, text: 's', message }]
  assert.equal(
    judgeAttempt({ steps, notes: [], finished: true }).reason,
    'could not x: expected a,\nsecond line',
  )
})

const [passed, failed, unjudged] = ['passed', 'failed', 'inconclusive'] as const
type Scenarios = [Level, Verdict, number?][]
const runs: [string, Scenarios, Partial<RunFactsForVerdict>, RunVerdict, RegExp?][] = [
  [
    'all passed',
    [
      ['must', passed],
      ['should', passed],
      ['inform', passed],
    ],
    {},
    'accepted',
    /^$/,
  ],
  [
    'a must failed',
    [
      ['must', passed],
      ['must', failed],
    ],
    {},
    'rejected',
    /1 required scenario failed/,
  ],
  [
    'a must failed, another open',
    [
      ['must', failed],
      ['must', unjudged],
    ],
    {},
    'rejected',
    /could not be judged/,
  ],
  ['a must failed, interrupted', [['must', failed]], { interrupted: true }, 'rejected', /interrupted/],
  [
    'a must is open',
    [
      ['must', passed],
      ['must', unjudged],
    ],
    {},
    'inconclusive',
    /1 required scenario could not/,
  ],
  ['interrupted, all passed', [['must', passed]], { interrupted: true }, 'inconclusive', /interrupted/],
  ['trouble, all passed', [['must', passed]], { trouble: 'disk full' }, 'inconclusive', /disk full/],
  ['interrupted before anything', [], { interrupted: true }, 'inconclusive'],
  [
    'a must is not supported',
    [
      ['must', passed],
      ['must', 'not supported'],
    ],
    {},
    'partial',
    /not supported/,
  ],
  [
    'a must was skipped',
    [
      ['must', passed],
      ['must', 'skipped'],
    ],
    {},
    'partial',
    /skipped/,
  ],
  [
    'a must was not selected',
    [['must', passed]],
    { mustNotSelected: 2 },
    'partial',
    /2 required scenarios not/,
  ],
  [
    'a should failed',
    [
      ['must', passed],
      ['should', failed],
    ],
    {},
    'partial',
    /1 further scenario failed/,
  ],
  [
    'an inform failed: measured, never judged',
    [
      ['must', passed],
      ['inform', failed],
    ],
    {},
    'accepted',
    /^$/,
  ],
  [
    'a should is open',
    [
      ['must', passed],
      ['should', unjudged],
    ],
    {},
    'accepted',
  ],
  [
    'something was left behind',
    [['must', passed]],
    { leftBehind: ['namespace x'] },
    'partial',
    /namespace x/,
  ],
  ['a second attempt was needed', [['must', passed, 2]], {}, 'partial', /second attempt/],
  ['no scenarios at all', [], {}, 'nothing ran', /no scenario ran/],
  [
    'all skipped or not supported',
    [
      ['must', 'skipped'],
      ['must', 'not supported'],
    ],
    {},
    'nothing ran',
  ],
  [
    'nothing required was put to the test',
    [
      ['should', passed],
      ['inform', passed],
    ],
    {},
    'partial',
    /no required/,
  ],
]
for (const [what, scenarios, facts, verdict, reasons = /^/] of runs)
  test(`run ${verdict}: ${what}`, () => {
    const judged = judgeRun({
      scenarios: scenarios.map(([level, verdict, attempts = 1]) => ({ level, verdict, attempts })),
      mustNotSelected: 0,
      interrupted: false,
      leftBehind: [],
      ...facts,
    })
    assert.equal(judged.verdict, verdict)
    assert.match(judged.reasons.join('; '), reasons)
  })

test('only accepted is exit code 0', () => {
  const codes = { accepted: 0, rejected: 1, partial: 4, inconclusive: 4, 'nothing ran': 5 } as const
  for (const [verdict, code] of Object.entries(codes)) {
    assert.equal(exitCodeFor(verdict as RunVerdict, false), code)
    assert.equal(exitCodeFor(verdict as RunVerdict, true), 130)
  }
})
