/** Where a folder cannot be written to, or a record not read: said in one line, and what was there stays. */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { runCommand } from '../command.ts'
import { messages, withRun } from './fixture/folder.ts'
import type { FixtureRun } from './fixture/run.ts'
import { allPassed } from './fixture/samples.ts'
import { writeReport } from './write-report.ts'

const whole: FixtureRun = { scenarios: allPassed.scenarios.slice(0, 3) }

test('a report that cannot be written is named, and the old one stays', () =>
  withRun(whole, async directory => {
    await writeReport(directory)
    const before = readFileSync(join(directory, 'report.json'), 'utf8')
    mkdirSync(join(directory, 'report.json.partial'))
    await assert.rejects(writeReport(directory), {
      code: 'report-file',
      message: /report\.json\): got EISDIR/,
    })
    assert.equal(readFileSync(join(directory, 'report.json'), 'utf8'), before)
  }))

test('a folder without the right to write', () =>
  withRun(whole, async directory => {
    chmodSync(directory, 0o555)
    const { exitCode, stderr } = await asNobody(directory)
    chmodSync(directory, 0o755)
    assert.equal(exitCode, 2)
    assert.match(stderr, /^stateproof: could not write a report \(.*report\.json\): got EACCES/)
  }))

test('a record without the right to read', () =>
  withRun(whole, async directory => {
    chmodSync(directory, 0o755)
    chmodSync(messages(directory), 0o000)
    const { exitCode, stderr } = await asNobody(directory)
    assert.equal(exitCode, 2)
    assert.match(stderr, /^stateproof: could not read the record of a run \(.*messages\.ndjson\): got EACCES/)
  }))

/** Root may write everywhere. */
function asNobody(directory: string) {
  const program = join(import.meta.dirname, '..', 'cli', 'exit.ts')
  const drop =
    'if (process.getuid() === 0) { process.setgroups([65534]); process.setgid(65534); process.setuid(65534) }'
  // Loaded before, since nobody may read where the repository lies.
  const script = `const { runAsProgram } = await import(process.argv[1]); ${drop} await runAsProgram(process.argv.slice(2))`
  const args = ['--input-type=module', '-e', script, program, 'report', directory]
  return runCommand(process.execPath, args, { cwd: '/', accept: [0, 1, 2, 3, 4, 5] })
}
