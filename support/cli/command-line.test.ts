/** Bad input, as a person gives it: each a process of its own, one clear line, the right exit code, no stack trace. */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { runCommand } from '../command.ts'
import { callStateproof, cli, type Outcome } from './command-fixture.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateproof-cli-'))
  const context = (user: string) => ({ name: 'c', context: { cluster: 'k', user } })
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'k', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user: {} }],
    contexts: [context('u')],
    'current-context': 'c',
  }
  const files: Record<string, string> = {
    'kubeconfig.yaml': JSON.stringify(kubeconfig),
    'no-current-context.yaml': JSON.stringify({ ...kubeconfig, 'current-context': '' }),
    'empty.yaml': '',
    'broken.yaml': 'a: b: c\n  - x\n',
    'word.yaml': 'hello\n',
    'unknown-setting.yaml': 'paralel: 2\n',
    'a-file': 'x',
    'features/broken.feature': 'Feature: F\n  Scenario: S\n    Given a\n    Whatever\n',
    'foreign/mine.feature': '@must\nFeature: F\n\n  Words.\n\n  Scenario: S\n    When nobody wrote this\n',
    'used/messages.ndjson': '{}\n',
  }
  for (const [name, content] of Object.entries(files)) {
    if (name.includes('/')) mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  mkdirSync(join(folder, 'no-features'))
})
after(() => rmSync(folder, { recursive: true }))

function stateproof(words: string, env: Record<string, string> = {}): Promise<Outcome> {
  return callStateproof(words, { cwd: folder, env })
}

const existing = '--cluster existing --kubeconfig ./kubeconfig.yaml'
const cases: [string, number, RegExp, Record<string, string>?][] = [
  ['run --no-such-flag', 2, /unknown option '--no-such-flag'/],
  ['dance', 2, /unknown command 'dance'/],
  ['cluster dance', 2, /unknown command 'dance'/],
  ['run --tags', 2, /argument missing/],
  ['list extra', 2, /too many arguments/],
  ['report', 2, /missing required argument 'dir'/],
  [
    'list --tags @nothing',
    5,
    /select scenarios \(--tags '@nothing'\): expected at least one.*stateproof list/,
  ],
  ['list --tags @a@b(', 2, /select scenarios \(--tags '@a@b\('\)/],
  ['run --tags (@must', 2, /--tags '\(@must'.*Unmatched \(/],
  ['list --name [', 2, /regular expressions: "\[" is none \(Unterminated character class\).*--name/],
  ['run --scenario no/such/id', 5, /select scenarios \(no\/such\/id\): expected a scenario of this id/],
  ['list --parallel 2', 2, /unknown option '--parallel'/],
  ['run --parallel 0', 2, /parallel from flag.*--parallel \(STATEPROOF_PARALLEL\)/],
  ['run --parallel many', 2, /parallel from flag\): expected a whole number from 1 to 64, got "many"/],
  ['run', 2, /parallel from environment/, { STATEPROOF_PARALLEL: '-1' }],
  ['list --config ./none.yaml', 2, /read the settings file.*none.yaml.*no such file/],
  ['list --config ./broken.yaml', 2, /read the settings file.*broken.yaml/],
  ['list --config ./word.yaml', 2, /mapping of settings was expected/],
  ['list --config ./unknown-setting.yaml', 2, /paralel from file\): expected the name of a setting/],
  ['run --kubeconfig ./none.yaml', 2, /use the kubeconfig.*none.yaml.*no such file/],
  ['run --kubeconfig ./empty.yaml', 2, /the file is empty/],
  ['run --kubeconfig ./broken.yaml', 2, /use the kubeconfig.*broken.yaml/],
  ['run --kubeconfig ./word.yaml', 2, /use the kubeconfig/],
  ['run --kubeconfig ./no-current-context.yaml', 2, /no cluster in the current context/],
  ['run --kubeconfig ./kubeconfig.yaml --context x', 2, /no context "x"; it has c/],
  ['cleanup --kubeconfig ./none.yaml', 2, /use the kubeconfig/],
  [`run ${existing}`, 3, /ask for the version \(https:\/\/127.0.0.1:1\).*is the API server up/],
  [`run ${existing} --output-dir ./a-file`, 2, /make the output folder.*a-file.*--output-dir/],
  [`run ${existing} --output-dir ./a-file/below`, 2, /make the output folder/],
  [`run ${existing} --output-dir ./used`, 2, /make the output folder.*used.*another run/],
  ['report ./no-such-run', 2, /read the record of a run.*messages.ndjson/],
  ['report ./a-file', 2, /read the record of a run/],
  ['list --features ./no-such-folder', 2, /find the features.*no-such-folder/],
  ['list --features ./no-features', 5, /at least one scenario/],
  ['list --features ./features', 2, /read a feature.*broken.feature/],
]
const isRun = ([words]: (typeof cases)[number]) => words.split(' ')[0] === 'run'
const badInput: [string, number, typeof cases][] = [
  ['bad input', 3, cases.filter(bad => !isRun(bad))],
  // Each makes reports/ and takes it away again: two at the same moment see one another's, and leave it.
  ['bad input of a run', 1, cases.filter(isRun)],
]
for (const [title, concurrency, list] of badInput)
  describe(title, { concurrency }, () => {
    for (const [words, exitCode, line, env] of list)
      test(`${exitCode}: stateproof ${words}${env ? ` (${Object.keys(env)})` : ''}`, async () => {
        const outcome = await stateproof(words, env)
        assert.equal(outcome.exitCode, exitCode, outcome.stderr)
        assert.match(outcome.stderr, line)
        assert.equal(outcome.stdout, '')
        const said = outcome.stderr
          .trim()
          .split('\n')
          .filter(text => text !== '(see --help)')
        assert.equal(said.length, 1, `one line: ${outcome.stderr}`)
        assert.doesNotMatch(outcome.stderr, /\n {4}at /)
      })
  })

test('nothing is left where a run could not begin', () =>
  assert.equal(existsSync(join(folder, 'reports')), false))

test('-v shows where it happened', async () => {
  const { stderr } = await stateproof('run --kubeconfig ./none.yaml -v')
  assert.match(stderr, /\n {4}at /)
})

test('a verb is needed, and the help is shown', async () => {
  for (const words of ['cluster', 'images']) {
    const { exitCode, stderr } = await stateproof(words)
    assert.deepEqual([exitCode, /Usage: /.test(stderr)], [2, true])
  }
})

test('help and version are no errors', async () => {
  for (const words of ['--help', 'run --help', 'version']) {
    const { exitCode, stdout, stderr } = await stateproof(words)
    assert.deepEqual([exitCode, stdout !== '', stderr], [0, true, ''])
  }
})

test('features of one’s own are read from their folder, with ids that begin there', async () => {
  const { stdout } = await stateproof('list -o json --features ./foreign')
  assert.deepEqual(
    (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id),
    ['mine/s'],
  )
})

test('images list heeds the flags that it offers, and offers no others', async () => {
  const { stdout } = await stateproof(
    'images list -o json --mirror mirror.example/m --elasticsearch-version 9.2.0',
  )
  const images = JSON.parse(stdout) as { name: string; public?: string }[]
  const elasticsearch = images.find(({ name }) => name === 'elasticsearch')?.public
  assert.equal(elasticsearch, 'mirror.example/m/elasticsearch/elasticsearch:9.2.0')
  for (const flag of ['--images source', '--bundle b.tar'])
    assert.equal((await stateproof(`images list ${flag}`)).exitCode, 2)
})

test('a reader who has seen enough is no crash', async () => {
  const script = `{ sleep 0.1; "${process.execPath}" "${cli}" list; echo $? >code; } 2>err | true; wait; cat err code`
  const { stdout } = await runCommand('sh', ['-c', script], { cwd: folder })
  assert.equal(stdout, '0')
})
