/**
 * The package as its users have it: packed, installed into an empty folder without development dependencies, run on each
 * Node that it promises, and put to the test on the real cluster with two commands.
 */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { type CommandResult, runCommand } from '../../support/command.ts'
import { imageFlags as images } from '../../support/images-fixture.ts'
import { harnessVersion, packageRoot } from '../../support/package.ts'

const folder = mkdtempSync(join(tmpdir(), 'stateproof-package-'))
const empty = join(folder, 'empty')
const minutesMs = 60_000
let archive: string

before(async () => {
  const { stdout } = await runCommand('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: packageRoot,
  })
  archive = join(folder, stdout.trim().split('\n').at(-1) ?? '')
  mkdirSync(empty)
  await runCommand('npm', ['install', '--no-audit', '--no-fund', archive], {
    cwd: empty,
    withinMs: 5 * minutesMs,
  })
})
after(() => rmSync(folder, { recursive: true, force: true }))

/** The command as it is typed in that folder, on the Node that comes first on the PATH. */
function stateproof(node: string, args: string[]): Promise<CommandResult> {
  const env = { PATH: `${dirname(node)}:${process.env.PATH}` }
  const accept = [0, 1, 2, 3, 4, 5]
  return runCommand('npx', ['--no-install', 'stateproof', ...args], {
    cwd: empty,
    env,
    accept,
    withinMs: 5 * minutesMs,
  })
}

/** The npm package `node` is Node itself. @returns the path of its program. */
async function nodeOfVersion(major: number): Promise<string> {
  const home = join(folder, `node-${major}`)
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }))
  const install = ['install', '--no-audit', '--no-fund', `node@${major}`]
  await runCommand('npm', install, { cwd: home, withinMs: 5 * minutesMs })
  return join(home, 'node_modules', '.bin', 'node')
}

for (const major of [22, 24, 26])
  test(`Node ${major}: version, list and help from the empty folder`, async () => {
    const node = await nodeOfVersion(major)
    const version = await stateproof(node, ['version', '-o', 'json'])
    const said = JSON.parse(version.stdout) as { stateproof: string; node: string }
    assert.equal(said.stateproof, harnessVersion())
    assert.match(said.node, new RegExp(`^v${major}\\.`))
    const list = await stateproof(node, ['list', '-o', 'json'])
    assert.ok((JSON.parse(list.stdout) as unknown[]).length > 30)
    const help = await stateproof(node, ['run', '--help'])
    assert.match(help.stdout, /Usage: stateproof run/)
    assert.deepEqual(
      [version, list, help].map(({ exitCode, stderr }) => [exitCode, stderr]),
      [
        [0, ''],
        [0, ''],
        [0, ''],
      ],
    )
  })

test('a Node that is too old is told so in one line', async () => {
  const { exitCode, stderr, stdout } = await stateproof(await nodeOfVersion(20), ['version'])
  assert.deepEqual([exitCode, stdout], [2, ''])
  assert.match(stderr, /^stateproof: could not start: expected Node 22, 24, 26 or later, got v20\.[\d.]+\n?$/)
})

test('no development dependency, no test and no source of ours is in it', () => {
  const installed = readdirSync(join(empty, 'node_modules'))
  const { devDependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  const ours = Object.keys(devDependencies).filter(name => !name.startsWith('@types/'))
  assert.deepEqual(
    ours.filter(name => installed.includes(name)),
    [],
  )
  const files = readdirSync(join(empty, 'node_modules/stateproof'), { recursive: true }).map(String)
  assert.deepEqual(
    files.filter(file => /\.test\.|_test\.go$|testdata|fixture/.test(file) || /(?<!\.d)\.ts$/.test(file)),
    [],
  )
  for (const wanted of [
    'dist/stateproof.schema.json',
    'manifests/in-cluster.yaml',
    'features/identity/dns.feature',
  ])
    assert.ok(files.includes(wanted), wanted)
})

test('a program of one’s own reads a report with types', async () => {
  const program = `import { readResults, type RunResults } from 'stateproof'
const results: RunResults = await readResults('reports/none')
const verdict: 'accepted' | 'partial' | 'rejected' | 'inconclusive' | 'nothing ran' = results.verdict
console.log(verdict)
`
  writeFileSync(join(empty, 'read.mts'), program)
  const compiler = join(packageRoot, 'node_modules/.bin/tsc')
  const flags = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    'read.mts',
  ]
  await runCommand(compiler, flags, { cwd: empty })
})

test('two commands put a cluster to the test: npm install, npx stateproof run', async () => {
  const kubeconfig = process.env.STATEPROOF_KUBECONFIG
  assert.ok(kubeconfig, 'npm test sets STATEPROOF_KUBECONFIG')
  const selection = ['--name', 'hostname, name and labels agree']
  const flags = ['--kubeconfig', kubeconfig, ...images, ...selection, '--output-dir', 'out', '-o', 'json']
  const { exitCode, stdout, stderr } = await stateproof(process.execPath, ['run', ...flags])
  const { counts } = JSON.parse(stdout) as { counts: Record<string, number> }
  // Partial: of the required scenarios only one was selected.
  assert.deepEqual([exitCode, counts.passed], [4, 1], stderr)
  for (const report of ['report.html', 'report.json', 'junit.xml'])
    assert.ok(readFileSync(join(empty, 'out', report), 'utf8').includes(harnessVersion()), report)
})
