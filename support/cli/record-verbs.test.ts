/** The verbs that read what runs left behind, as a person calls them: exit codes, what is printed, what is written. */
import assert from 'node:assert/strict'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { list } from 'tar'
import { parse } from 'yaml'
import { fixtureFacts } from '../report/fixture/journal.ts'
import { type FixtureRun, writeFixture } from '../report/fixture/run.ts'
import { allPassed, everyVerdict } from '../report/fixture/samples.ts'
import { callStateproof, type Outcome } from './command-fixture.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateproof-verbs-'))
  const runs: Record<string, FixtureRun> = {
    good: allPassed,
    bad: everyVerdict,
    killed: { ...allPassed, end: null },
    other: { ...allPassed, facts: { runId: 'other' } },
    part: { ...allPassed, facts: { shard: { index: 1, count: 2, of: 18, selection: '0'.repeat(64) } } },
  }
  for (const [name, run] of Object.entries(runs)) writeFixture(join(folder, name), run)
})
after(() => rmSync(folder, { recursive: true }))

function stateproof(words: string, env: Record<string, string> = {}): Promise<Outcome> {
  return callStateproof(words, { cwd: folder, env })
}

describe('exit codes, and what is said', { concurrency: 3 }, () => {
  const cases: [string, number, RegExp][] = [
    ['diff good other', 0, /^NO REGRESSION$/m],
    ['diff good bad', 1, /^REGRESSION: 1 got worse$/m],
    [
      'diff good killed',
      4,
      /^OPEN: .*\n {2}- the record of the second run is not whole: the run was killed/m,
    ],
    ['diff good none', 2, /could not read the record of a run .*none\): expected messages\.ndjson/],
    ['diff good', 2, /missing required argument 'after'/],
    ['diff good bad more', 2, /too many arguments/],
    ['merge', 2, /missing required argument 'dirs'/],
    [
      'merge good other',
      2,
      /could not join runs .*expected a part of a selection .* got a run that is whole/,
    ],
    ['merge none', 2, /could not read the record of a run/],
    ['merge part --output-dir joined', 4, /part 2 of 2 is missing: 9 scenarios of it/],
    ['merge part --output-dir good', 2, /it holds the record of another run/],
    ['collect none', 2, /could not read the record of a run/],
    ['collect', 2, /could not find a run to collect .*name its folder/],
    ['collect good --output-dir none', 2, /could not pack the run .*ENOENT/],
  ]
  for (const [words, exitCode, said] of cases)
    test(`${exitCode}: stateproof ${words}`, async () => {
      const outcome = await stateproof(words)
      assert.equal(outcome.exitCode, exitCode, outcome.stderr + outcome.stdout)
      assert.match(outcome.stdout + outcome.stderr, said)
      assert.doesNotMatch(outcome.stderr, /\n {4}at /)
    })

  for (const verb of ['diff', 'merge', 'collect'])
    test(`${verb} --help has examples`, async () => {
      const { stdout } = await stateproof(`${verb} --help`)
      assert.match(
        stdout,
        new RegExp(`Examples:\\n {2}# .+\\n {2}stateproof ${verb === 'merge' ? 'run' : verb}`),
      )
    })
})

test('diff: one document for programs, and a page', async () => {
  const json = await stateproof('diff good bad -o json --html diff.html')
  assert.deepEqual(
    [JSON.parse(json.stdout).kind, JSON.parse(json.stdout).result],
    ['RunComparison', 'regression'],
  )
  assert.match(readFileSync(join(folder, 'diff.html'), 'utf8'), /Something got worse/)
  const yaml = await stateproof('diff good other -o yaml')
  assert.equal(parse(yaml.stdout).alike, true)
})

test('collect: one archive with all that is there, and nothing that is not', async () => {
  const run = join(folder, 'bad')
  symlinkSync('/etc/passwd', join(run, 'evidence', 'link'))
  const { stdout, stderr } = await stateproof('collect bad')
  const name = `stateproof-${fixtureFacts.runId}`
  assert.match(
    stdout,
    new RegExp(`^Collected \\d+ files of .*bad into ${name}\\.tar\\.gz \\(\\d+ KiB\\)\\.$`, 'm'),
  )
  assert.match(stderr, /left out evidence\/link: no regular file/)
  const entries: string[] = []
  await list({ file: join(folder, `${name}.tar.gz`), onReadEntry: ({ path }) => void entries.push(path) })
  const there = readdirSync(run, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  assert.equal(entries.length, there.length)
  for (const file of ['messages.ndjson', 'journal.ndjson', 'report.json', 'SHA256SUMS'])
    assert.ok(entries.includes(`${name}/${file}`), file)
  const first = readFileSync(join(folder, `${name}.tar.gz`))
  await stateproof('collect bad')
  assert.deepEqual(readFileSync(join(folder, `${name}.tar.gz`)), first)
})

test('report: the summary for GitHub is added where GitHub asks for it, and its loss is a note', async () => {
  const summary = join(folder, 'summary.md')
  writeFileSync(summary, 'of an earlier command\n')
  const wanted = { GITHUB_STEP_SUMMARY: summary }
  const { exitCode } = await stateproof('report bad', wanted)
  assert.equal(exitCode, 1)
  assert.match(readFileSync(summary, 'utf8'), /^of an earlier command\n## stateproof: REJECTED\n/)
  const lost = await stateproof('report good', { GITHUB_STEP_SUMMARY: join(folder, 'none', 'summary.md') })
  assert.deepEqual([lost.exitCode, /summary for GitHub could not be written/.test(lost.stderr)], [0, true])
})

test('report: byte for byte what it was, and nothing else in the folder', async () => {
  const run = join(folder, 'other')
  const contents = () =>
    readdirSync(run, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name), 'utf8')])
  await stateproof('report other')
  const first = contents()
  appendFileSync(join(run, 'report.html'), 'changed')
  await stateproof('report other')
  assert.deepEqual(contents(), first)
  assert.equal(existsSync(join(run, 'report.json.partial')), false)
})
