/**
 * Checks and tests of the Go programs that are ours; the modules that only pin other programs have nothing to check.
 *
 * Knows nothing of images.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../../support/command.ts'
import type { StageResult } from './stages.ts'

const images = join(import.meta.dirname, '..', 'images')
const missing = { skipped: 'there is no Go here' }
/** As the images are built (go-programs.ts): then Go's cache holds the libraries once, and nothing is compiled twice. */
const flags = ['-trimpath']
const env = { CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' }

/** `go vet` and gofmt. @returns one line for each problem. */
export async function checkGo(): Promise<StageResult> {
  if (!(await hasGo())) return missing
  const { stdout: unformatted } = await runCommand('gofmt', ['-l', ...modulesWith(/^go\.mod$/)])
  const problems = unformatted.split('\n').filter(Boolean)
  const vets = await Promise.all(modulesWith(/^main\.go$/).map(vet))
  return [...problems.map(file => `not formatted: ${file}`), ...vets.flat()]
}

/** `go test` of every module of ours that has tests. */
export async function testGo(): Promise<StageResult> {
  if (!(await hasGo())) return missing
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const cwd of modulesWith(/_test\.go$/)) {
    const args = ['test', ...flags, '-v', './...']
    const { exitCode, stdout, stderr } = await runCommand('go', args, { cwd, env, accept: [0, 1, 2] })
    const numberOf = (word: string) =>
      stdout.split('\n').filter(line => line.startsWith(`--- ${word}: `)).length
    const failed = numberOf('FAIL')
    total.passed += numberOf('PASS')
    total.skipped += numberOf('SKIP')
    // Go may fail without a test that does: it does not compile, it panics.
    total.failed += exitCode === 0 ? failed : Math.max(1, failed)
    if (exitCode !== 0) process.stdout.write(`${stdout}${stderr}\n`)
  }
  return total
}

/** Folders of the modules in which, or in a package of which, there is a file of such a name. */
function modulesWith(name: RegExp): string[] {
  return readdirSync(images)
    .map(folder => join(images, folder))
    .filter(folder => existsSync(join(folder, 'go.mod')))
    .filter(folder =>
      readdirSync(folder, { recursive: true }).some(file => name.test(lastPart(String(file)))),
    )
}

function lastPart(path: string): string {
  return path.split('/').at(-1) ?? ''
}

async function vet(cwd: string): Promise<string[]> {
  const { exitCode, stderr } = await runCommand('go', ['vet', ...flags, '-tags', 'integration', './...'], {
    cwd,
    accept: [0, 1],
    env,
  })
  return exitCode === 0 ? [] : [stderr]
}

async function hasGo(): Promise<boolean> {
  return runCommand('go', ['version']).then(
    () => true,
    () => false,
  )
}
