/**
 * NFS that is of no use to a run, on the real cluster: a server that does not exist, an export that is missing or
 * read-only, a provisioner's image that cannot be had. None says anything about the cluster: the scenarios are
 * inconclusive, the run ends with 4, and the reason names what is wrong.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runCommand } from '../../support/command.ts'
import { connectEngine } from '../../support/docker.ts'
import type { NfsServer } from '../../support/run-context.ts'

const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')
const scenario = 'nfs/provisioning/a-claim-is-bound-to-a-directory-on-the-server'

interface Status {
  engine: string
  kubeconfigPath: string
  nfs?: NfsServer & { container: string }
  workloads: Record<string, string>
}

const { stdout } = await runCommand(process.execPath, [cli, 'cluster', 'status', '-o', 'json'], { cwd: root })
const status = JSON.parse(stdout) as Status
const nfs = status.nfs
const skip = nfs === undefined ? 'the supply of images has no NFS server' : false
const readOnlyName = `${nfs?.container}-read-only`

/** Runs one NFS scenario on the cluster as on one that is not ours. @returns its exit code and the scenario's reason. */
async function runWith(flags: { server?: string; path?: string; image?: string }) {
  const outputDir = mkdtempSync(join(tmpdir(), 'stateproof-nfs-trouble-'))
  const args = [
    ...['run', '--output-dir', outputDir, '--cluster', 'existing', '--kubeconfig', status.kubeconfigPath],
    ...['--nfs-server', flags.server ?? nfs?.server ?? '', '--nfs-path', flags.path ?? nfs?.path ?? ''],
    ...['--client-image', status.workloads.client ?? ''],
    ...['--nfs-provisioner-image', flags.image ?? status.workloads.nfsProvisioner ?? ''],
    ...['--scenario', scenario, '--timeout-scale', '0.25'],
  ]
  const { exitCode } = await runCommand(process.execPath, [cli, ...args], {
    cwd: root,
    accept: [0, 1, 3, 4, 5],
    withinMs: 180_000,
  })
  const report = JSON.parse(readFileSync(join(outputDir, 'report.json'), 'utf8')) as {
    scenarios: { verdict: string; reason: string }[]
  }
  const { verdict, reason } = report.scenarios[0] ?? {}
  return { outcome: [exitCode, verdict], reason: reason ?? '' }
}

const unknown = [4, 'inconclusive']

test('a server that does not exist is named', { skip }, async () => {
  const { outcome, reason } = await runWith({ server: 'nfs.nowhere.invalid' })
  assert.deepEqual(outcome, unknown, reason)
  assert.match(reason, /use the NFS export|start the NFS provisioner/)
  assert.match(reason, /FailedMount.*nfs\.nowhere\.invalid/s)
})

test('an export that is missing is named', { skip }, async () => {
  const { outcome, reason } = await runWith({ path: '/data/none' })
  assert.deepEqual(outcome, unknown, reason)
  assert.match(reason, /FailedMount.*\/data\/none/s)
})

test('an export that is read-only is named', { skip }, async () => {
  const engine = connectEngine(status.engine)
  const { image = '', network = '', labels = {} } = (await engine.inspect(nfs?.container ?? '')) ?? {}
  await engine.remove(readOnlyName)
  const volumes = { [nfs?.container ?? '']: `${nfs?.path}:ro` }
  await engine.run({ name: readOnlyName, image, network, labels, volumes, privileged: true })
  const { outcome, reason } = await runWith({ server: readOnlyName })
  assert.deepEqual(outcome, unknown, reason)
  assert.match(reason, /use the NFS export.*Read-only file system/s)
})

test("a provisioner's image that cannot be had is named", { skip }, async () => {
  const { outcome, reason } = await runWith({ image: 'stateproof.invalid/none:1' })
  assert.deepEqual(outcome, unknown, reason)
  assert.match(reason, /image cannot be pulled.*stateproof\.invalid\/none:1/s)
})

after(async () => {
  if (nfs !== undefined) await connectEngine(status.engine).remove(readOnlyName)
})
