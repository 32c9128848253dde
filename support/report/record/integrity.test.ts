/** What was changed or taken away after its checksum was written is named, again and again, and sha256sum sees it. */
import assert from 'node:assert/strict'
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { runCommand } from '../../command.ts'
import { edit, messages, withRun } from '../fixture/folder.ts'
import { type FixtureRun, writeFixture } from '../fixture/run.ts'
import { allPassed, everyVerdict } from '../fixture/samples.ts'
import type { RunVerdict } from '../verdicts.ts'
import { writeReport } from '../write-report.ts'
import { checksumLine } from './integrity.ts'

const whole: FixtureRun = { scenarios: allPassed.scenarios.slice(0, 3) }
const rejected: FixtureRun = { scenarios: everyVerdict.scenarios.slice(0, 3) }

describe('the record and the evidence after their checksums were written', () => {
  const changes: [string, (directory: string) => void, 'reasons' | 'remarks', RegExp, RunVerdict][] = [
    [
      'a verdict was changed',
      directory =>
        edit(messages(directory), lines => lines.map(line => line.replaceAll('"FAILED"', '"PASSED"'))),
      'reasons',
      /messages\.ndjson was changed since its checksum was written/,
      'inconclusive',
    ],
    [
      'evidence was changed',
      directory =>
        appendFileSync(join(directory, 'evidence/identity/dns/every-replica-answers/events.txt'), 'x'),
      'remarks',
      /evidence\/identity\/dns\/every-replica-answers\/events\.txt was changed/,
      'rejected',
    ],
    [
      'evidence was taken away',
      directory =>
        rmSync(join(directory, 'evidence/identity/dns/the-names-follow-the-pods'), { recursive: true }),
      'remarks',
      /Pod\.yaml is gone.*there is no evidence of identity\/dns\/the-names-follow-the-pods/s,
      'rejected',
    ],
  ]
  for (const [what, change, where, named, verdict] of changes)
    test(`${what}: named, also the second time, and sha256sum goes on to fail`, () =>
      withRun(rejected, async directory => {
        await writeReport(directory)
        change(directory)
        for (const _ of [1, 2]) {
          const results = await writeReport(directory)
          assert.equal(results.verdict, verdict)
          assert.match((results[where] ?? []).join('\n'), named)
        }
        const outcome = await runCommand('sha256sum', ['--check', 'SHA256SUMS'], {
          cwd: directory,
          accept: [1],
        })
        assert.match(outcome.stdout, /FAILED/)
      }))

  test('a report that was written while the run was under way does not spoil its end', () =>
    withRun({ ...whole, end: null }, async directory => {
      await writeReport(directory)
      writeFixture(directory, whole)
      assert.equal((await writeReport(directory, { justEnded: true })).verdict, 'accepted')
      assert.equal((await writeReport(directory)).verdict, 'accepted')
    }))
})

test('names with a backslash or a line break are escaped as sha256sum does it', async () => {
  const { stdout } = await runCommand('sh', [
    '-c',
    'cd "$(mktemp -d)" && printf x >"$1" && sha256sum -- "$1"',
    'sh',
    'a\\b\nc',
  ])
  const checksum = stdout.slice(1, 65)
  assert.equal(checksumLine('a\\b\nc', checksum), `${stdout}\n`)
})
