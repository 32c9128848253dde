import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  changedSettings,
  clusterKindOf,
  environmentName,
  flagName,
  resolveSettings,
  type SettingInputs,
} from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'stateproof-settings-'))
after(() => rmSync(folder, { recursive: true }))
let written = 0
function file(text: string): string {
  const path = join(folder, `settings-${written++}.yaml`)
  writeFileSync(path, text)
  return path
}
const resolve = (inputs: Partial<SettingInputs>) =>
  resolveSettings({ flags: {}, environment: {}, file: file(''), ...inputs })

test('defaults, where nothing is given', () => {
  const { settings, sources } = resolve({})
  assert.deepEqual(
    [settings.parallel, settings.keep, settings.failFast, settings.names, sources.size],
    [1, 'never', false, [], 0],
  )
  assert.ok(Object.isFrozen(settings))
})

test('a flag is stronger than the environment, and that is stronger than the file', () => {
  const environment = { STATEPROOF_PARALLEL: '3', STATEPROOF_KEEP: 'always' }
  const { settings, sources } = resolve({
    flags: { parallel: '4', tags: undefined },
    environment,
    file: file('parallel: 2\nkeep: on-failure\ntags: "@must"\n'),
  })
  assert.deepEqual([settings.parallel, settings.keep, settings.tags], [4, 'always', '@must'])
  assert.deepEqual(
    [sources.get('parallel'), sources.get('keep'), sources.get('tags'), sources.get('color')],
    ['flag', 'environment', 'file', undefined],
  )
})

test('an empty variable is none; a list comes by commas or as a list', () => {
  const { settings } = resolve({
    environment: { STATEPROOF_TAGS: '', STATEPROOF_SCENARIOS: 'a/b/c,d/e/f', STATEPROOF_FAIL_FAST: 'true' },
    file: file('names: [one, two]\n'),
  })
  assert.deepEqual(
    [settings.tags, settings.scenarios, settings.names, settings.failFast],
    [undefined, ['a/b/c', 'd/e/f'], ['one', 'two'], true],
  )
})

test('a pattern given as a flag may hold a comma', () => {
  assert.deepEqual(resolve({ flags: { names: ['a{1,2}'] } }).settings.names, ['a{1,2}'])
})

const wrong: [string, Partial<SettingInputs>, RegExp][] = [
  [
    'no number',
    { flags: { parallel: 'two' } },
    /parallel from flag.*got "two".*--parallel \(STATEPROOF_PARALLEL\)/,
  ],
  ['a fraction', { flags: { parallel: '1.5' } }, /parallel from flag/],
  ['too many', { flags: { parallel: '65' } }, /parallel from flag/],
  ['no patience', { flags: { timeoutScale: '0' } }, /timeoutScale from flag.*--timeout-scale/],
  ['endless patience', { flags: { timeoutScale: 'Infinity' } }, /timeoutScale from flag/],
  ['an unknown word', { environment: { STATEPROOF_KEEP: 'perhaps' } }, /keep from environment/],
  ['neither yes nor no', { environment: { STATEPROOF_FAIL_FAST: 'perhaps' } }, /failFast from environment/],
  ['an unknown provider', { flags: { cluster: 'moon' } }, /cluster from flag/],
  ['an unknown format', { flags: { output: 'xml' } }, /output from flag/],
  ['a name that is none', { flags: { clusterName: 'A_B' } }, /clusterName from flag.*lower case/],
  ['an unknown setting', { file: file('paralel: 2\n') }, /paralel from file/],
  ['an empty one', { flags: { kubeconfig: '' } }, /kubeconfig from flag/],
]
for (const [what, inputs, words] of wrong)
  test(`exit code 2, with the name and where it came from: ${what}`, () => {
    assert.throws(() => resolve(inputs), { code: 'settings', exitCode: 2, message: words })
  })

const words: [SettingInputs['flags'], string][] = [
  [{ parallel: 'x' }, 'a whole number from 1 to 64, got "x"'],
  [{ parallel: '0' }, 'a whole number from 1 to 64, got "0"'],
  [{ parallel: '1.5' }, 'a whole number from 1 to 64, got "1.5"'],
  [{ shards: '101' }, 'a whole number from 1 to 100, got "101"'],
  [{ timeoutScale: 'x' }, 'a number from 0.1 to 20, got "x"'],
  [{ timeoutScale: '21' }, 'a number from 0.1 to 20, got "21"'],
  [{ keep: 'x' }, 'never, on-failure or always, got "x"'],
  [{ cluster: 'x' }, 'kind or existing, got "x"'],
  [{ failFast: 'x' }, 'true or false, got "x"'],
  [{ nfsPath: 'x' }, 'a path that begins with /, got "x"'],
  [{ tags: '' }, 'a text that is not empty, got ""'],
  [{ names: ['a', '('] }, 'regular expressions: "(" is none (Unterminated group), got ["a","("]'],
]
for (const [flags, expected] of words)
  test(`a sentence that a person can read: ${expected}`, () =>
    assert.throws(
      () => resolve({ flags }),
      ({ message }: Error) => message.includes(`: expected ${expected}; see --help`),
    ))

test('a value of a file that is of another kind is told in the same words', () =>
  assert.throws(() => resolve({ file: file('parallel: [1]\nnames: 3\n') }), {
    message: /expected a (whole number from 1 to 64|list of regular expressions), got/,
  }))

const files: [string, string, RegExp][] = [
  ['a list', '- 1\n', /mapping of settings was expected/],
  ['a word', 'hello\n', /mapping of settings was expected/],
  ['broken', 'a: b: c\n  - x\n', /^[^\n]+$/],
]
for (const [what, text, words] of files)
  test(`a settings file that is ${what}`, () =>
    assert.throws(() => resolve({ file: file(text) }), {
      code: 'settings-file',
      exitCode: 2,
      message: words,
    }))

test('a settings file that was named must be there', () =>
  assert.throws(() => resolve({ file: join(folder, 'none.yaml') }), { code: 'settings-file', exitCode: 2 }))

test('names in the environment and on the command line', () => {
  assert.equal(environmentName('timeoutScale'), 'STATEPROOF_TIMEOUT_SCALE')
  assert.deepEqual(
    [flagName('timeoutScale'), flagName('scenarios'), flagName('names')],
    ['--timeout-scale', '--scenario', '--name'],
  )
})

test('a cluster that is named exists; else it is ours', () => {
  const kindOf = (flags: SettingInputs['flags']) => clusterKindOf(resolve({ flags }).settings)
  assert.equal(kindOf({}), 'kind')
  assert.equal(kindOf({ context: 'c' }), 'existing')
  assert.equal(kindOf({ kubeconfig: 'k' }), 'existing')
  assert.equal(kindOf({ context: 'c', cluster: 'kind' }), 'kind')
})

test('what differs from the default is told, but not how the result looks', () => {
  const { settings } = resolveSettings({
    flags: { parallel: 2, color: 'never', tags: '@must' },
    environment: {},
  })
  assert.deepEqual(changedSettings(settings), { tags: '@must', parallel: 2 })
  assert.deepEqual(changedSettings(resolveSettings({ flags: {}, environment: {} }).settings), {})
})
