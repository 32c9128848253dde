/** When a build from source can begin. The programs on the PATH are scripts that say what the test has them say. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, beforeEach, mock, test } from 'node:test'
import { exitCodes, type Failure } from '../../support/failure.ts'
import { quietProgress } from '../../support/progress.ts'
import { installPackages } from '../packages.ts'
import { goVersion, newestGoNeeded } from './go-version.ts'
import { sourceSupply } from './source-supply.ts'

const folder = mkdtempSync(join(tmpdir(), 'stateproof-source-'))
const path = join(folder, 'path')
const { PATH } = process.env
beforeEach(() => {
  mkdirSync(path)
  process.env.PATH = path
})
afterEach(() => {
  process.env.PATH = PATH
  mock.restoreAll()
  rmSync(path, { recursive: true })
})
after(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'go.mod'), 'module m\n\ngo 1.26.8\n')

function program(name: string, script: string): void {
  writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}

for (const version of ['go1.26.8', 'go1.27.0', 'go1.27rc1', 'go2.0'])
  test(`${version} builds what needs 1.26.8`, async () => {
    program('go', `echo ${version}`)
    assert.equal(await goVersion(folder), version)
  })

const unusable: [string, string, RegExp, string?][] = [
  ['an older one', 'go-too-old', /expected Go 1.26.8 or later, got go1.26.7; install it/, 'echo go1.26.7'],
  ['a much older one', 'go-too-old', /got go1.9; install it/, 'echo go1.9'],
  ['one that cannot fetch a newer one', 'go-too-old', /an older one that could not fetch it/, 'exit 1'],
  ['none', 'go-missing', /expected Go 1.26.8 or later, got no usable go/],
]
for (const [what, code, message, script] of unusable)
  test(`what is needed is said in one line where Go is ${what}`, async () => {
    if (script !== undefined) program('go', script)
    const error = await goVersion(folder).catch((error: unknown) => error as Error & { code: string })
    assert.ok(typeof error !== 'string')
    assert.deepEqual([error.code, error.message.includes('\n')], [code, false])
    assert.match(error.message, message)
  })

test('of our modules the one that needs the newest Go counts', async () => {
  const needs = readdirSync(import.meta.dirname)
    .map(name => join(import.meta.dirname, name, 'go.mod'))
    .filter(file => existsSync(file))
    .map(file => /^go (\S+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '')
  const newest = needs.sort(new Intl.Collator('en', { numeric: true }).compare).at(-1)
  program('go', 'echo go1.0')
  await assert.rejects(newestGoNeeded, ({ facts }: Failure) => facts.expected === `Go ${newest} or later`)
})

const context = { engine: 'unix:///none', cacheDir: folder, progress: quietProgress(() => undefined) }
const available = () => sourceSupply.available(context, { elasticsearchVersion: '7.6.2' })

test('no build from source with a Go that is too old', async () => {
  program('go', 'echo go1.20.1')
  const { yes, why } = await available()
  assert.equal(yes, false)
  assert.match(why, /^Go [\d.]+ or later is needed, and here is go1.20.1$/)
})

/** Whether an image is there is the exit code of this client. */
const programs: [string, number, string[], boolean, RegExp][] = [
  ['nothing is there', 1, [], false, /^mmdebstrap and mvn are not here, and only root on Debian or Ubuntu/],
  ['one is missing', 1, ['mmdebstrap'], false, /^mvn is not here/],
  ['both are there', 1, ['mmdebstrap', 'mvn'], true, /^built here with go9.0.0/],
  ['what they make was made before', 0, [], true, /^built here/],
]
for (const [what, imageExists, there, yes, why] of programs)
  test(`where packages cannot be installed: ${what}`, async () => {
    mock.method(process as { getuid(): number }, 'getuid', () => 1000)
    program('go', 'echo go9.0.0')
    program('docker', `exit ${imageExists}`)
    for (const name of there) program(name, 'echo 1')
    const answer = await available()
    assert.equal(answer.yes, yes)
    assert.match(answer.why, why)
  })

test('packages that cannot be installed are named', async () => {
  mock.method(process as { getuid(): number }, 'getuid', () => 1000)
  await assert.rejects(installPackages({ packages: ['mmdebstrap'], logFile: join(folder, 'log') }), {
    code: 'packages',
    exitCode: exitCodes.environment,
    message: /could not install packages \(mmdebstrap\): expected root on Debian or Ubuntu/,
  })
})
