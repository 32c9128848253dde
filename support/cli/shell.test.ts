/** The command line as a shell sees it: what --print-config says, several contexts, colours. Each a process of its own. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { runCommand } from '../command.ts'

const cli = join(import.meta.dirname, 'main.ts')
const folder = mkdtempSync(join(tmpdir(), 'stateproof-shell-'))
after(() => rmSync(folder, { recursive: true }))
const clusters = [{ name: 'k', cluster: { server: 'https://127.0.0.1:1' } }]
const contexts = ['eu', 'us'].map(name => ({ name, context: { cluster: 'k', user: 'u' } }))
const users = [{ name: 'u', user: {} }]
const kubeconfig = { apiVersion: 'v1', kind: 'Config', clusters, users, contexts, 'current-context': 'eu' }
writeFileSync(join(folder, 'kubeconfig.yaml'), JSON.stringify(kubeconfig))
writeFileSync(join(folder, 'settings.yaml'), '$schema: x\nparallel: 2\nkeep: always\nfailFast: true\n')

function stateproof(words: string, env: Record<string, string> = {}) {
  const options = { cwd: folder, env, accept: [0, 1, 2, 3, 4, 5], withinMs: 120_000 }
  return runCommand(process.execPath, [cli, ...words.split(' ')], options)
}

interface Shown {
  name: string
  value: unknown
  source: string
  from?: string
}

describe('--print-config', () => {
  test('shows each value and where it came from', async () => {
    const env = { STATEPROOF_KEEP: 'never', STATEPROOF_PARALLEL: '3' }
    const words = 'run --print-config -o json --config settings.yaml --parallel 4'
    const { stdout, exitCode } = await stateproof(words, env)
    const shown = new Map((JSON.parse(stdout) as Shown[]).map(setting => [setting.name, setting]))
    assert.equal(exitCode, 0)
    assert.deepEqual(shown.get('parallel'), {
      name: 'parallel',
      value: 4,
      source: 'flag',
      from: '--parallel',
    })
    assert.deepEqual(shown.get('keep'), {
      name: 'keep',
      value: 'never',
      source: 'environment',
      from: 'STATEPROOF_KEEP',
    })
    assert.deepEqual(shown.get('failFast'), {
      name: 'failFast',
      value: true,
      source: 'file',
      from: join(folder, 'settings.yaml'),
    })
    assert.deepEqual(shown.get('color'), { name: 'color', value: 'auto', source: 'default' })
  })

  test('what it prints is a settings file again, and gives the same', async () => {
    const first = await stateproof('run --print-config --parallel 4 --name a --name b,c')
    writeFileSync(join(folder, 'again.yaml'), first.stdout)
    const second = await stateproof('run --print-config --config again.yaml')
    const valuesOf = (text: string) => text.split('\n').map(line => line.replace(/ {2}# .*$/, ''))
    assert.deepEqual(valuesOf(second.stdout), valuesOf(first.stdout))
    assert.match(first.stdout, /^names: \[ ?a, "?b,c"? ?\] {2}# flag --name$/m)
  })

  test('wrong settings are told, not shown', async () => {
    const { exitCode, stdout, stderr } = await stateproof('run --print-config --parallel many')
    assert.deepEqual([exitCode, stdout], [2, ''])
    assert.match(stderr, /parallel from flag/)
  })
})

describe('several contexts', () => {
  test('a verb that takes one says so', async () => {
    const { exitCode, stderr } = await stateproof('cleanup --context eu --context us')
    assert.equal(exitCode, 2)
    assert.match(stderr, /context from flag\): expected one --context for this verb, got eu, us/)
  })

  test('each has its say and the table names them all, also where none can be reached', async () => {
    const words = 'run --kubeconfig kubeconfig.yaml --context eu --context us --output-dir fleet -o json'
    const { exitCode, stdout } = await stateproof(words)
    const { clusters } = JSON.parse(stdout) as {
      clusters: { context: string; problem: string; exitCode: number }[]
    }
    assert.equal(exitCode, 3)
    assert.deepEqual(
      clusters.map(cluster => [
        cluster.context,
        cluster.exitCode,
        /is the API server up/.test(cluster.problem),
      ]),
      [
        ['eu', 3, true],
        ['us', 3, true],
      ],
    )
    assert.match(readFileSync(join(folder, 'fleet/fleet.txt'), 'utf8'), /^eu +not usable/m)
    assert.equal(existsSync(join(folder, 'fleet/eu-1')), false)
  })
})

describe('colours', () => {
  const esc = '\u001b'
  test('none without a terminal', async () => {
    for (const words of ['list', 'run --help', 'version', 'dance', 'run --kubeconfig none.yaml']) {
      const { stdout, stderr } = await stateproof(words, { FORCE_COLOR: '', CI: '' })
      assert.ok(!`${stdout}${stderr}`.includes(esc), words)
    }
  })

  // util-linux' script gives the command a terminal.
  const onTerminal = async (env: Record<string, string>, flags = '') => {
    const command = `${process.execPath} ${cli} report ${join(folder, 'record')} ${flags}`
    const { stdout } = await runCommand('script', ['-qec', command, '/dev/null'], {
      env,
      accept: [0, 1, 2, 4, 5],
    })
    return stdout
  }

  test('some on a terminal; none where NO_COLOR or --color says so', async () => {
    const record = join(folder, 'record')
    await runCommand('mkdir', ['-p', record])
    writeFileSync(join(record, 'messages.ndjson'), '')
    const term = { TERM: 'xterm', NO_COLOR: '', FORCE_COLOR: '', CI: '' }
    assert.ok((await onTerminal(term)).includes(`${esc}[3`))
    assert.ok(!(await onTerminal({ ...term, NO_COLOR: '1' })).includes(`${esc}[`))
    assert.ok(!(await onTerminal(term, '--color never')).includes(`${esc}[`))
  })
})

describe('what does not go together', () => {
  const target =
    '--kubeconfig kubeconfig.yaml --scenario identity/ordering/three-pods-start-one-after-another'

  test('shards side by side in one namespace are refused, before anything is asked', async () => {
    const { exitCode, stderr } = await stateproof(`run --in-cluster --namespace team ${target}`)
    assert.equal(exitCode, 2)
    assert.match(stderr, /--namespace with --in-cluster/)
  })

  test('--dry-run makes nothing anywhere, and prints the same for several clusters and for shards', async () => {
    const [one, several, inside] = await Promise.all(
      ['--context eu', '--context eu --context us', '--context eu --in-cluster'].map(where =>
        stateproof(`run --dry-run -o json ${where} ${target}`),
      ),
    )
    const kinds = ({ stdout = '' } = {}) =>
      (JSON.parse(stdout) as { objects: { kind: string }[] }[]).flatMap(({ objects }) =>
        objects.map(({ kind }) => kind),
      )
    assert.ok(kinds(one).includes('StatefulSet'))
    assert.deepEqual([kinds(several), kinds(inside)], [kinds(one), kinds(one)])
    assert.deepEqual([several?.exitCode, inside?.exitCode], [0, 0])
  })
})
