/**
 * The diagnosis of a failure and the list of what was redacted, wherever the report shows them: on the page with links to
 * what it rests on, and for machines.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type FixtureRun, writeFixture } from './fixture/run.ts'
import type { RunResults } from './results.ts'
import { renderStepSummary } from './step-summary.ts'
import { createTerminalReporter } from './terminal.ts'
import { writeReport } from './write-report.ts'

const claim = {
  metadata: { name: 'www-web-0', annotations: { note: 'password=[redacted: password]' } },
  spec: { storageClassName: 'fast' },
  status: { phase: 'Pending' },
}
const run: FixtureRun = {
  scenarios: [
    {
      name: 'Two Pods have two claims',
      attempts: [
        {
          steps: ['PASSED', 'FAILED'],
          message: 'Failure: could not see 2 Pods',
          failure: { code: 'wait-timeout', what: 'see 2 Pods of StatefulSet web to be Ready within 12 s' },
        },
      ],
      journal: [
        {
          source: 'watch',
          type: 'ADDED',
          kind: 'PersistentVolumeClaim',
          name: 'www-web-0',
          uid: 'u',
          object: claim,
        },
      ],
      evidence: {
        'storage.yaml': 'classes: []\ntoken: "[redacted: token]"\n',
        'index.json': JSON.stringify({ version: 1, missing: [], files: [], leftOut: [] }),
      },
    },
  ],
}
const sentence = 'The claim www-web-0 was never bound: its class fast does not exist.'
const file = 'evidence/identity/dns/two-pods-have-two-claims/storage.yaml'

let folder: string
let results: RunResults
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stateproof-shown-'))
  writeFixture(folder, run)
  results = await writeReport(folder)
})
after(() => rmSync(folder, { recursive: true }))
const read = (name: string) => readFileSync(join(folder, name), 'utf8')

test('report.json: sentence, confidence, grounds and redactions, as the schema says', () => {
  const report = JSON.parse(read('report.json'))
  assert.deepEqual(report.scenarios[0].diagnosis, {
    sentence,
    confidence: 'certain',
    restsOn: [
      { journalLine: 3, what: 'PersistentVolumeClaim www-web-0: Pending' },
      { file, what: 'no class fast' },
    ],
  })
  assert.deepEqual(report.redactions, [
    { file: 'journal.ndjson', kind: 'password', count: 1, lines: [3] },
    { file, kind: 'token', count: 1 },
  ])
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, 'schemas', 'report.schema.json'), 'utf8'),
  ) as object
  const check = new Ajv2020({ strict: true, allErrors: true, strictRequired: false })
  assert.ok(check.validate(schema, report), check.errorsText(check.errors))
  // What is not of this shape is refused.
  const wrong = JSON.parse(read('report.json'))
  wrong.scenarios[0].diagnosis.restsOn.push({ what: 'hearsay' })
  assert.ok(!check.validate(schema, wrong))
})

test('the page: the sentence, how sure it is, and a link to each file that it rests on', () => {
  const page = read('report.html')
  assert.ok(page.includes(sentence))
  assert.match(page, /Confidence: certain\./)
  assert.ok(page.includes(`no class fast <span class="source"><a href="${file}">${file}</a>`))
  assert.match(page, /<a href="journal\.ndjson">journal\.ndjson<\/a>, line 3/)
  assert.doesNotMatch(page, /The record does not say/)
  assert.match(page.replace(/<[^>]+>/g, ' '), /password\s+journal\.ndjson\s+3\s+1/)
})

test('junit.xml: first in the text of the failure', () => {
  assert.ok(read('junit.xml').includes(`${sentence} (certain)\n`))
})

test('the summary of a workflow and the end in the terminal: one sentence for the failure', () => {
  const characters = renderStepSummary(results).replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
  assert.ok(characters.includes(`${sentence} (certain)`))
  let text = ''
  const write = (more: string) => {
    text += more
  }
  createTerminalReporter({ write, color: false, command: 'stateproof run' }).summary(results, folder)
  assert.equal(text.split(sentence).length, 2)
})
