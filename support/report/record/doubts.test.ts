/**
 * Records that are not whole or not alone: each is named, what is there is reported, and no verdict is better than what
 * can be known.
 */
import assert from 'node:assert/strict'
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { edit, inPlaceOf, journal, messages, without, withRun } from '../fixture/folder.ts'
import { type FixtureRun, passed, writeFixture } from '../fixture/run.ts'
import { allPassed, everyVerdict } from '../fixture/samples.ts'
import type { RunVerdict } from '../verdicts.ts'
import { writeReport } from '../write-report.ts'

const whole: FixtureRun = { scenarios: allPassed.scenarios.slice(0, 3) }
const rejected: FixtureRun = { scenarios: everyVerdict.scenarios.slice(0, 3) }

type Case = [what: string, damage: (directory: string) => void, named: RegExp, verdict?: RunVerdict]

const damaged: Case[] = [
  [
    'half a line at the end of the messages',
    directory => writeFileSync(messages(directory), readFileSync(messages(directory), 'utf8').slice(0, -30)),
    /messages\.ndjson ends in the middle of a line/,
  ],
  [
    'a line of zeros in the messages, as after a power cut',
    directory => edit(messages(directory), inPlaceOf(/testStepFinished.*a1-s0/, '\0'.repeat(200))),
    /line \d+ of messages\.ndjson cannot be read/,
  ],
  [
    'a line that is JSON and no message',
    directory => edit(messages(directory), inPlaceOf(/testStepFinished.*a1-s0/, '{"pickle":7}')),
    /line \d+ of messages\.ndjson cannot be read/,
  ],
  [
    'a time that is none',
    directory =>
      edit(messages(directory), lines => lines.map(line => line.replace('"seconds":0,', '"seconds":"x",'))),
    /\d+ lines of messages\.ndjson cannot be read/,
  ],
  [
    'a pickle is missing',
    directory => edit(messages(directory), without(/^\{"pickle":\{"id":"a1"/)),
    /messages\.ndjson lacks lines/,
  ],
  [
    'a test case is missing',
    directory => edit(messages(directory), without(/^\{"testCase":\{"id":"a1-c"/)),
    /messages\.ndjson lacks lines/,
  ],
  [
    'the last messages are missing',
    directory => edit(messages(directory), lines => lines.slice(0, -4)),
    /messages\.ndjson has no end, although the run came to its own/,
  ],
  ['no messages at all', directory => rmSync(messages(directory)), /journal|messages/],
  ['no journal at all', directory => rmSync(journal(directory)), /its record has no end/],
  [
    'the journal lacks a line in the middle',
    directory => edit(journal(directory), without(/"seq":1.*names-lead/)),
    /journal\.ndjson lacks line 1 of identity\/dns\/names-lead/,
  ],
  [
    'the journal lacks a scenario',
    directory => edit(journal(directory), without(/names-lead/)),
    /journal\.ndjson has no line of identity\/dns\/names-lead/,
  ],
  [
    'a line of the journal is broken',
    directory => edit(journal(directory), inPlaceOf(/"seq":2.*names-lead/, '{"seq":2,"atMs":')),
    /line \d+ of journal\.ndjson cannot be read/,
  ],
  [
    'Cucumber says that the run failed, and no scenario shows it',
    directory =>
      edit(messages(directory), lines =>
        lines.map(line => line.replace('"success":true', '"success":false')),
      ),
    /Cucumber says that the run failed/,
  ],
]

const untrusted: Case[] = [
  [
    'the messages of another run behind those of this one',
    directory =>
      withRunSync({ ...whole, ids: 'b' }, other =>
        appendFileSync(messages(directory), readFileSync(messages(other))),
      ),
    /the messages of 2 runs are in this folder/,
  ],
  [
    'the journal of another run behind that of this one',
    directory =>
      withRunSync({ ...whole, facts: { runId: 'other' } }, other =>
        appendFileSync(journal(directory), readFileSync(journal(other))),
      ),
    /the journals of several runs are in this folder: 20261124t070000z-k3f9, other/,
  ],
  [
    'the journal of another day',
    directory =>
      withRunSync({ ...whole, facts: { startedAt: '2026-11-25T07:00:00.000Z' } }, other =>
        copyFileSync(journal(other), journal(directory)),
      ),
    /messages\.ndjson and journal\.ndjson are of different runs/,
  ],
  [
    'the journal of a run of other scenarios',
    directory =>
      withRunSync({ scenarios: [{ name: 'Another', attempts: [passed] }] }, other =>
        copyFileSync(journal(other), journal(directory)),
      ),
    /journal\.ndjson tells of identity\/dns\/another, which is not in messages\.ndjson/,
  ],
]

function withRunSync(run: FixtureRun, use: (directory: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'stateproof-other-'))
  writeFixture(directory, run)
  use(directory)
  rmSync(directory, { recursive: true })
}

async function check(run: FixtureRun, [, damage, named]: Case, verdict: RunVerdict): Promise<void> {
  await withRun(run, async directory => {
    damage(directory)
    const results = await writeReport(directory)
    assert.match(results.reasons.join('\n'), named)
    assert.equal(results.verdict, verdict)
    const report = JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8'))
    assert.equal(report.complete, false)
    assert.match(report.incomplete.join('\n'), named)
  })
}

test('what is damaged below was accepted before', () =>
  withRun(whole, async directory => {
    const { verdict, incomplete, remarks } = await writeReport(directory)
    assert.deepEqual([verdict, incomplete, remarks], ['accepted', [], []])
  }))

describe('what is not whole is not accepted', () => {
  for (const one of damaged) test(one[0], () => check(whole, one, 'inconclusive'))
})

describe('a failure that is there stays one', () => {
  const harmless = damaged.filter(
    ([what]) => !/no messages|zeros|no message|none|pickle|test case|Cucumber/.test(what),
  )
  for (const one of harmless) test(one[0], () => check(rejected, one, 'rejected'))
})

describe('on what does not belong together there is no verdict, not even a bad one', () => {
  for (const one of untrusted) test(one[0], () => check(rejected, one, 'inconclusive'))
})

test('a line that cannot be read may have been about the scenario that was under way: it is not passed', async () => {
  await withRun(whole, async directory => {
    edit(messages(directory), lines => {
      const begun = lines.findIndex(line => /testCaseStarted.*a1-a0/.test(line))
      return lines.toSpliced(begun + 1, 0, '\0\0')
    })
    const { scenarios } = await writeReport(directory)
    assert.deepEqual(
      scenarios.map(({ verdict }) => verdict),
      ['passed', 'inconclusive', 'passed'],
    )
  })
})

test('a separator of lines in a text does not end a line of the record', async () => {
  const attempt = { ...passed, figures: [{ name: 'a\u2028b\u2029c\u0085d', value: 1, unit: 's' as const }] }
  await withRun({ scenarios: [{ name: 'S', attempts: [attempt] }] }, async directory => {
    const { verdict, scenarios } = await writeReport(directory)
    assert.deepEqual([verdict, scenarios[0]?.figures[0]?.name], ['accepted', 'a\u2028b\u2029c\u0085d'])
  })
})

describe('a newer record is refused, and says which', () => {
  const refused = { code: 'newer-format', exitCode: 2 }
  test('of stateproof', () =>
    withRun({ ...whole, facts: { format: 99 } }, directory =>
      assert.rejects(writeReport(directory), refused),
    ))
  test('of Cucumber', () =>
    withRun(whole, async directory => {
      edit(messages(directory), lines =>
        lines.map(line => line.replace(/"protocolVersion":"\d+/, '"protocolVersion":"99')),
      )
      await assert.rejects(writeReport(directory), { ...refused, message: /Cucumber messages 99/ })
    }))
})
