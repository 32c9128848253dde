/** The page as a file: the same bytes again, complete, bounded, and nothing that a cluster says becomes markup. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type FakeRun, type FakeScenario, writeRun } from '../fixture.ts'
import type { RunResults } from '../results.ts'
import { writeReport } from '../write-report.ts'
import { hiddenCharacters, hostileText } from './hostile.ts'
import { describeRedactions } from './integrity.ts'

const passed: FakeScenario = { name: 'Pods come back', verdict: 'passed' }
const failed: FakeScenario = {
  name: 'Names follow',
  verdict: 'failed',
  reason: 'could not follow',
  failure: { expected: 'the new address', got: 'the old address' },
  evidence: { 'events.txt': 'an event\npassword=[redacted: password]\n' },
}

async function withRun(run: FakeRun, look: (page: string, directory: string) => void | Promise<void>) {
  const directory = mkdtempSync(join(tmpdir(), 'stateproof-page-'))
  try {
    writeRun(directory, run)
    await writeReport(directory)
    await look(readFileSync(join(directory, 'report.html'), 'utf8'), directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

test('the parts come in the order in which they are read', () =>
  withRun({ scenarios: [passed, failed], end: {} }, page => {
    const order = [
      'Rejected</h1>',
      'What was tested',
      'Levels and features',
      'What was not tested',
      'What went wrong',
      'Every scenario',
      'How to do it again',
      'What was redacted',
      'Checksums',
      'Waivers and sign-off',
    ]
    const places = order.map(title => page.indexOf(title.endsWith('h1>') ? title : `</span> ${title}</h2>`))
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    )
    assert.ok(!places.includes(-1), `${places}`)
  }))

test('a failure has its step, what was expected and seen, its picture, its evidence and what was hidden', () =>
  withRun({ scenarios: [failed], end: {} }, page => {
    for (const part of [
      'Failing step',
      'the new address',
      'the old address',
      'What happened when',
      'an event',
    ])
      assert.ok(page.includes(part), part)
  }))

test('what was redacted is listed by kind, file and line', () => {
  const results = {
    redactions: [{ file: 'journal.ndjson', kind: 'token', count: 7, lines: [3, 9] }],
  } as unknown as RunResults
  assert.match(
    describeRedactions(results).markup,
    /token<\/th><td><code>journal.ndjson<\/code><\/td><td>3, 9 …<\/td>/,
  )
  assert.match(describeRedactions({} as RunResults).markup, /does not say/)
})

test('the same record gives the same bytes, and the checksums hold', () =>
  withRun(
    {
      scenarios: [passed, failed, { ...passed, name: hostileText.slice(0, 60), words: hostileText }],
      end: {},
    },
    async (page, directory) => {
      await writeReport(directory)
      assert.equal(readFileSync(join(directory, 'report.html'), 'utf8'), page)
      execFileSync('sha256sum', ['--check', '--status', 'SHA256SUMS'], { cwd: directory })
    },
  ))

test('hostile text in every place: no tag, no attribute, no control character of it is on the page', () => {
  const evil = {
    name: hostileText.slice(0, 90),
    feature: hostileText,
    steps: [hostileText],
    reason: hostileText,
    words: hostileText,
  }
  const facts = {
    runId: hostileText,
    command: hostileText,
    deviations: [hostileText],
    images: { [hostileText]: hostileText },
    settings: { tags: hostileText },
  }
  const run: FakeRun = {
    scenarios: [
      { ...failed, ...evil, evidence: { 'a.log': hostileText } },
      { ...evil, verdict: 'skipped', name: `${evil.name}2` },
    ],
    end: { trouble: hostileText, leftBehind: [hostileText] },
    facts,
  }
  return withRun(run, page => {
    assert.doesNotMatch(page, /<script|<img|onerror="|<[^>]* onclick=|-->/)
    assert.ok(!hiddenCharacters.test(page))
    assert.equal(page.match(/<main/g)?.length, 1)
    assert.equal(page.match(/<\/svg>/g)?.length, page.match(/<svg/g)?.length)
    assert.ok(page.includes('\\u001b[31mred'))
  })
})

test('five megabytes of log: beginning and end are on the page, and how much is not', () => {
  const log = `first line\n${'x'.repeat(5 * 1024 * 1024)}\nlast line\n`
  return withRun({ scenarios: [{ ...failed, evidence: { 'a.log': log } }], end: {} }, page => {
    assert.ok(page.includes('first line') && page.includes('last line'))
    assert.ok(page.includes('… 4980758 bytes are left out here …'))
    assert.ok(page.length < 600_000, `${page.length}`)
  })
})

test('a journal that is cut, foreign or empty: the page is written from what is there', () =>
  withRun({ scenarios: [passed, failed] }, async (_, directory) => {
    const journal = join(directory, 'journal.ndjson')
    truncateSync(journal, statSync(journal).size - 100)
    await writeReport(directory)
    for (const line of [
      'null',
      '[]',
      '"x"',
      '{"atMs":1}',
      '{"atMs":1,"source":"probe","type":"dns","scenario":"fake/pods/pods-come-back"}',
    ])
      appendFileSync(journal, `\n${line}`)
    await writeReport(directory)
    writeFileSync(journal, '')
    await writeReport(directory)
    const page = readFileSync(join(directory, 'report.html'), 'utf8')
    assert.match(page, /The journal has no line of this scenario/)
    assert.match(page, /the run was killed: its record has no end/)
  }))

test('more scenarios than anybody looks at: those that passed are not drawn, and the page says so', () => {
  const many = Array.from(
    { length: 201 },
    (_, index): FakeScenario => ({ name: `Scenario ${index}`, verdict: 'passed' }),
  )
  return withRun({ scenarios: [...many, failed], end: {} }, page => {
    assert.match(page, /Of more than 200 scenarios only those that did not pass are drawn/)
    assert.equal(page.match(/<figcaption>What happened when/g)?.length, 1)
    assert.ok(page.includes('Scenario 200'))
  })
})

test('ten thousand scenarios: each is there once', () => {
  const many = Array.from(
    { length: 10_000 },
    (_, index): FakeScenario => ({ name: `Number ${index}.`, verdict: 'skipped', reason: 'later' }),
  )
  return withRun({ scenarios: many, end: {} }, page => {
    assert.equal(new Set(page.match(/<\/span> Number \d+\./g)).size, 10_000)
    assert.equal(page.match(/<details id="s\d+">/g)?.length, 10_000)
  })
})
