/**
 * Every file for machines, read by programs that others wrote: what they find is what the run was, also where a cluster
 * says hostile things. And the files themselves, byte for byte (testdata/golden; STATEPROOF_GOLDEN=write renews them).
 */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse as parseCtrf, validate as validateCtrf } from 'ctrf'
import { parse as parseJunit, type TestSuites } from 'junit2json'
import { validateXML } from 'xmllint-wasm'
import { parse as parseYaml } from 'yaml'
import { runCommand } from '../command.ts'
import { type FixtureRun, writeFixture } from './fixture/run.ts'
import { allPassed, everyVerdict, evil, hostile } from './fixture/samples.ts'
import { readOpenMetrics } from './fixture/strict-openmetrics.ts'
import type { RunResults } from './results.ts'
import { renderStepSummary } from './step-summary.ts'
import { reportFiles, writeReport } from './write-report.ts'

const samples: Record<string, FixtureRun> = {
  'every verdict': everyVerdict,
  'all passed': allPassed,
  hostile,
  empty: { scenarios: [] },
  killed: { ...everyVerdict, end: null },
}
const here = import.meta.dirname
let folder: string
const results: Record<string, RunResults> = {}
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stateproof-formats-'))
  for (const [name, run] of Object.entries(samples)) {
    writeFixture(join(folder, name), run)
    results[name] = await writeReport(join(folder, name))
  }
})
after(() => rmSync(folder, { recursive: true }))

const read = (sample: string, file: string) => readFileSync(join(folder, sample, file), 'utf8')
const names = Object.keys(samples)

describe('golden files', () => {
  const golden = join(here, 'testdata', 'golden')
  const compare = (file: string, content: string) => {
    if (process.env.STATEPROOF_GOLDEN === 'write') {
      mkdirSync(golden, { recursive: true })
      writeFileSync(join(golden, file), content)
    }
    assert.equal(content, readFileSync(join(golden, file), 'utf8'))
  }
  for (const file of reportFiles.filter(name => name !== 'report.html'))
    test(file, () => compare(file, read('every verdict', file)))
  test('step-summary.md', () =>
    compare('step-summary.md', renderStepSummary(results['every verdict'] as RunResults)))
})

for (const name of names)
  describe(`${name}: every reader finds what the run was`, () => {
    test('junit.xml: an XSD validator', async () => {
      const schema = readFileSync(join(here, 'testdata', 'junit.xsd'), 'utf8')
      const { valid, errors } = await validateXML({ xml: read(name, 'junit.xml'), schema })
      assert.ok(valid, JSON.stringify(errors))
    })

    test('junit.xml: a reader', async () => {
      const { scenarios } = results[name] as RunResults
      const suites = (await parseJunit(read(name, 'junit.xml'))) as TestSuites
      const cases = (suites.testsuite ?? []).flatMap(({ testcase = [] }) => testcase)
      const outcome = ({ failure, error, skipped }: (typeof cases)[number]) =>
        failure ? 'failed' : error ? 'inconclusive' : skipped ? 'left out' : 'passed'
      const expected = { 'not supported': 'left out', skipped: 'left out' } as Record<string, string>
      assert.deepEqual(
        cases.map(outcome).sort(),
        scenarios.map(({ verdict }) => expected[verdict] ?? verdict).sort(),
      )
      assert.equal(new Set(cases.map(({ classname, name }) => `${classname} ${name}`)).size, cases.length)
    })

    test('ctrf.json: the reference implementation', () => {
      const { scenarios, counts } = results[name] as RunResults
      const text = read(name, 'ctrf.json')
      const { valid, errors } = validateCtrf(JSON.parse(text))
      assert.ok(valid, JSON.stringify(errors))
      const { tests, summary } = parseCtrf(text, { validate: true }).results
      assert.deepEqual(
        tests.map(({ rawStatus }) => rawStatus),
        scenarios.map(({ verdict }) => verdict),
      )
      assert.deepEqual(
        [summary.tests, summary.passed, summary.failed, summary.other],
        [scenarios.length, counts.passed, counts.failed, counts.inconclusive],
      )
    })

    test('conformance.yaml: a YAML loader', () => {
      const { verdict } = results[name] as RunResults
      const report = parseYaml(read(name, 'conformance.yaml'), { strict: true, uniqueKeys: true })
      assert.equal(report.verdict, verdict)
      if (verdict !== 'accepted')
        assert.ok(!report.profiles.length || report.profiles.some(isNotSuccess), JSON.stringify(report))
    })

    test('openmetrics.txt: a strict reader', () => {
      const { counts, verdict } = results[name] as RunResults
      const text = read(name, 'openmetrics.txt')
      const found = readOpenMetrics(text)
      for (const [verdict, count] of Object.entries(counts))
        assert.equal(
          found.find(one => one.name === 'stateproof_scenarios' && one.labels.verdict === verdict)?.value,
          count,
        )
      const state = found.find(({ name, value }) => name === 'stateproof_run_verdict' && value === 1)
      assert.equal(state?.labels.stateproof_run_verdict, verdict)
    })

    test('report.json: a JSON Schema validator', () => {
      const report: unknown = JSON.parse(read(name, 'report.json'))
      const check = new Ajv2020({ strict: true, allErrors: true, strictRequired: false })
      assert.ok(check.validate(closed(schema), report), check.errorsText(check.errors))
    })

    test('SHA256SUMS: sha256sum', async () => {
      const { stdout } = await runCommand('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
        cwd: join(folder, name),
      })
      for (const file of reportFiles) assert.ok(stdout.includes(`${file}: OK`), stdout)
    })
  })

const schema = JSON.parse(readFileSync(join(here, 'schemas', 'report.schema.json'), 'utf8')) as object

/** The schema lets fields be added; what this version writes is described in it to the last one. */
function closed<T>(part: T): T {
  if (Array.isArray(part)) return part.map(closed) as T
  if (typeof part !== 'object' || part === null) return part
  const inner = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]))
  return ('properties' in part ? { additionalProperties: false, ...inner } : inner) as T
}

function isNotSuccess({
  core,
  extended,
}: {
  core?: { result: string }
  extended?: { result?: string }
}): boolean {
  return [core?.result, extended?.result].some(result => result !== undefined && result !== 'success')
}

const unshown =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/

test('every file shows hostile text as what it is', () => {
  for (const file of [...reportFiles.filter(name => name !== 'report.html')]) {
    const text = read('hostile', file)
    assert.doesNotMatch(text, unshown, file)
    assert.match(text, /中😀/, file)
  }
})

test('report.json gives back what the cluster said, to the last character', () => {
  const { run, scenarios } = JSON.parse(read('hostile', 'report.json'))
  assert.deepEqual([run.cluster.version, scenarios[0].failure.got, scenarios[0].name], [evil, evil, evil])
})

test('the summary for GitHub: no markup of others, and never longer than GitHub takes', () => {
  const summary = renderStepSummary(results.hostile as RunResults)
  assert.doesNotMatch(summary, /<script|`x`|\]\]>/)
  const rows = summary.split('\n').filter(line => line.startsWith('| failed'))
  assert.deepEqual(
    rows.map(row => row.split(/(?<!\\)\|/).length),
    [6],
  )
  const many = { ...(results.hostile as RunResults) }
  many.scenarios = Array.from({ length: 5000 }, () => many.scenarios[0]).filter(one => one !== undefined)
  const long = renderStepSummary(many)
  assert.ok(Buffer.byteLength(long) <= 1024 * 1024)
  assert.match(long, /\d+ more lines did not fit/)
})
