/** The table of exit codes (README), each code at least once, through the real command line on the real cluster. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { runCommand } from '../command.ts'
import { nginxImage } from '../images-fixture.ts'
import { testCluster } from '../journal/fixture.ts'

const cluster = testCluster()
const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')
const folder = mkdtempSync(join(tmpdir(), 'stateproof-exit-codes-'))
const existing = `--kubeconfig ${process.env.STATEPROOF_KUBECONFIG} --nginx-image ${nginxImage}`

/** Features of one's own: the set of scenarios is then known, whatever the package has. */
function feature(name: string, tags: string, ...steps: string[]): string {
  mkdirSync(join(folder, name))
  const text = `${tags}\nFeature: ${name}\n\n  Words.\n\n  Scenario: ${name} it is\n${steps.map(step => `    ${step}\n`).join('')}`
  writeFileSync(join(folder, name, `${name}.feature`), text)
  return `--features ${join(folder, name)}`
}

const starts = ['When StatefulSet "web" with 1 replicas is created', 'Then 1 Pod is Ready']
const kept = feature('kept', '@must', ...starts)
const broken = feature(
  'broken',
  '@must',
  'Given a normal Service "front" for the Pods',
  ...starts,
  'And Service "front" has no address of its own',
)
const measured = feature('measured', '@should', ...starts)
const disruptive = feature('disruptive', '@must @disruptive', ...starts)
const stateless = feature('stateless', '@must @needs-nfs', ...starts)

const table: [number, string, string, RegExp][] = [
  [0, 'accepted', `run ${existing} ${kept}`, /ACCEPTED {2}1 scenarios: 1 passed/],
  [1, 'a requirement failed', `run ${existing} ${broken}`, /REJECTED {2}1 scenarios: 1 failed/],
  [2, 'usage', `run ${existing} ${kept} --parallel none`, /parallel from flag/],
  [
    2,
    'one namespace, several scenarios at a time',
    `run ${existing} ${kept} -n default --parallel 2`,
    /one scenario runs after another/,
  ],
  [
    2,
    'a check that is none',
    `run ${existing} ${kept} --skip-preflight luck`,
    /expected one of server-version, /,
  ],
  [
    3,
    'a context that allows disruption, and is another',
    `run ${existing} ${kept} --allow-disruptive prod`,
    /names context "prod", and this one is "kind-/,
  ],
  [
    3,
    'a storage class that does not exist',
    `run ${existing} ${kept} --storage-class no-such-class`,
    /there is no storage class "no-such-class"; there are: /,
  ],
  [
    3,
    'a namespace that does not exist',
    `run ${existing} ${kept} -n no-such-one`,
    /there is no namespace no-such-one/,
  ],
  [
    4,
    'partial: nothing required was put to the test',
    `run ${existing} ${measured}`,
    /PARTIAL {2}1 scenarios: 1 passed/,
  ],
  [
    5,
    'nothing selected',
    `run ${existing} ${kept} --tags @nothing`,
    /expected at least one scenario, got none/,
  ],
  [5, 'nothing supported', `run ${existing} ${stateless}`, /NOTHING RAN.*1 not supported/],
  [5, 'nothing that may be run', `run ${existing} ${disruptive}`, /NOTHING RAN.*1 skipped/],
  [
    0,
    'what disturbs others, allowed',
    `run ${existing} ${disruptive} --allow-disruptive ${cluster.context}`,
    /ACCEPTED/,
  ],
  [0, 'check', `check ${existing} ${kept}`, /A run can begin\./],
  [3, 'check', `check ${existing} ${kept} --storage-class no-such-class`, /A run cannot begin\./],
]

const accept = [0, 1, 2, 3, 4, 5, 130]

describe('exit codes', { concurrency: 2 }, () => {
  for (const [exitCode, meaning, words, said] of table)
    test(`${exitCode}: ${meaning}`, async () => {
      const where = words.startsWith('run') ? ['--output-dir', mkdtempSync(join(folder, 'run-'))] : []
      const args = [cli, ...words.split(' '), ...where]
      const outcome = await runCommand(process.execPath, args, { cwd: root, accept, withinMs: 300_000 })
      assert.equal(outcome.exitCode, exitCode, outcome.stdout + outcome.stderr)
      assert.match(outcome.stdout + outcome.stderr, said)
    })

  test('130: interrupted', async () => {
    const args = [
      cli,
      'run',
      ...existing.split(' '),
      ...kept.split(' '),
      '--output-dir',
      mkdtempSync(join(folder, 'run-')),
    ]
    const pid = Promise.withResolvers<number>()
    const onLine = (line: string) => {
      if (line.startsWith('pid ')) pid.resolve(Number(line.slice(4)))
      // The header: from here on there is something to interrupt.
      if (line.startsWith('Context ')) void pid.promise.then(id => process.kill(id, 'SIGINT'))
    }
    const script = ['-c', 'echo "pid $$" >&2; exec "$@"', 'sh', process.execPath, ...args]
    const { exitCode, stderr, stdout } = await runCommand('sh', script, {
      cwd: root,
      accept,
      onLine,
      withinMs: 300_000,
    })
    assert.equal(exitCode, 130, stdout + stderr)
    assert.match(stderr, /SIGINT: cleaning up/)
  })
})

test('a read-only output folder is told before anything is made', async () => {
  const outputDir = mkdtempSync(join(folder, 'read-only-'))
  await runCommand('mount', ['-t', 'tmpfs', '-o', 'ro,size=64k', 'stateproof-read-only', outputDir])
  try {
    const args = [
      cli,
      'run',
      ...existing.split(' '),
      ...kept.split(' '),
      '--output-dir',
      join(outputDir, 'run'),
    ]
    const { exitCode, stderr } = await runCommand(process.execPath, args, { cwd: root, accept })
    assert.equal(exitCode, 2)
    assert.match(stderr, /could not make the output folder.*EROFS/)
  } finally {
    await runCommand('umount', [outputDir])
  }
})
