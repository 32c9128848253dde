/** Completion as a shell asks for it: each question a process of its own; the script of bash in a real bash. */
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runCommand } from '../command.ts'

const cli = join(import.meta.dirname, 'main.ts')
const folder = mkdtempSync(join(tmpdir(), 'stateproof-completion-'))
after(() => rmSync(folder, { recursive: true }))
const kubeconfig = join(folder, 'kubeconfig')
const contexts = ['eu', 'us'].map(name => ({ name, context: { cluster: 'c', user: 'u' } }))
writeFileSync(
  kubeconfig,
  JSON.stringify({ apiVersion: 'v1', kind: 'Config', contexts, clusters: [], users: [] }),
)

/** @returns the words that are offered for the last one. */
async function offered(...words: string[]): Promise<string[]> {
  const { stdout } = await runCommand(process.execPath, [cli, 'complete', '--', ...words])
  return stdout
    .split('\n')
    .filter(line => !line.startsWith(':'))
    .map(line => line.split('\t')[0] ?? '')
}

test('verbs, verbs of a group, flags', async () => {
  assert.deepEqual(await offered('cl'), ['cleanup', 'cluster'])
  assert.deepEqual((await offered('cluster', '')).slice(0, 3), ['up', 'down', 'status'])
  assert.deepEqual(await offered('run', '--par'), ['--parallel'])
  assert.deepEqual(await offered('list', '--par'), [])
})

test('values that the rules allow, ids of scenarios, contexts of the kubeconfig', async () => {
  assert.deepEqual(await offered('run', '--keep', ''), ['never', 'on-failure', 'always'])
  const ids = await offered('run', '--scenario', 'storage/claims/')
  assert.ok(ids.length > 0 && ids.every(id => id.startsWith('storage/claims/')), ids.join())
  assert.deepEqual(await offered('run', '--kubeconfig', kubeconfig, '--context', ''), ['eu', 'us'])
  assert.deepEqual(await offered('check', '--skip-preflight', 'volume'), ['volume-drivers'])
})

test('what is hidden is not offered', async () => {
  const verbs = await offered('')
  for (const hidden of ['complete', 'run-shard', 'settings-schema'])
    assert.ok(!verbs.includes(hidden), hidden)
})

test('a real bash completes with the script', async () => {
  const program = join(folder, 'stateproof')
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${cli}" "$@"\n`)
  chmodSync(program, 0o755)
  // What the package bash-completion gives to every script: the words on the line.
  const words = '_get_comp_words_by_ref() { cur=--kee prev=run words=(stateproof run --kee) cword=2; }'
  const script = 'source <(stateproof completion bash) && __stateproof_complete && echo "$COMPREPLY"'
  const ask = `compopt() { :; }; ${words}; ${script}`
  const env = { PATH: `${folder}:${process.env.PATH}` }
  const { stdout } = await runCommand('bash', ['-c', ask], { env })
  assert.equal(stdout.trim(), '--keep')
})

for (const shell of ['bash', 'zsh', 'fish'])
  test(`there is a script for ${shell}`, async () => {
    const { stdout } = await runCommand(process.execPath, [cli, 'completion', shell])
    assert.match(stdout, /stateproof complete --/)
  })

test('an unknown shell is wrong usage', async () => {
  const { exitCode, stderr } = await runCommand(process.execPath, [cli, 'completion', 'csh'], { accept: [2] })
  assert.equal(exitCode, 2)
  assert.match(stderr, /Allowed choices are/)
})
