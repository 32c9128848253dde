/**
 * Runs that lose what they need while they run, as real processes on the real cluster: the API server is away for a while, the
 * token is worth nothing any more, a finalizer keeps what is to go. None may hang, none may be taken for the cluster's fault.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../clock.ts'
import { removeRun } from '../cluster/cleanup.ts'
import { listOurs } from '../cluster/ours.ts'
import { runCommand } from '../command.ts'
import { nginxImage } from '../images-fixture.ts'
import { testCluster } from '../journal/fixture.ts'
import { connectCluster } from '../kubernetes/cluster.ts'
import { openCutProxy } from '../kubernetes/cut-proxy.ts'
import type { ManifestOf } from '../kubernetes/kinds.ts'
import { createObject, patchObject } from '../kubernetes/objects.ts'
import { send } from '../kubernetes/request.ts'
import { openServiceAccountUser, tokenOf, writeKubeconfig } from '../kubernetes/service-account-user.ts'
import type { RunFacts } from '../record.ts'
import { runLabel } from '../run-context.ts'

const cluster = testCluster()
const kubeconfig = process.env.STATEPROOF_KUBECONFIG ?? ''
const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')
/** Longer than the 10 s for which the API server takes a token that it once accepted without looking again. */
const scenario = [
  '--scenario',
  'storage/persistence/each-pod-serves-its-own-line-again-after-statefulset-web-is-scaled-to-0-and-back-to-2',
]
const images = ['--nginx-image', nginxImage, '--skip-preflight', 'images', '--skip-preflight', 'admission']

function stateproof(...args: string[]) {
  const accept = [0, 1, 2, 3, 4, 5, 130]
  return runCommand(process.execPath, [cli, ...args], { cwd: root, accept, withinMs: 600_000 })
}

/** @returns the run's folder and its end; resolves when its first Pod is there to be lost sight of. */
async function startRun(kubeconfigPath: string) {
  const outputDir = mkdtempSync(join(tmpdir(), 'stateproof-loss-'))
  const ended = stateproof(
    'run',
    '--kubeconfig',
    kubeconfigPath,
    '--output-dir',
    outputDir,
    ...images,
    ...scenario,
  )
  const journal = join(outputDir, 'journal.ndjson')
  for (const deadline = Date.now() + 240_000; ; await systemClock.sleep(100)) {
    if (existsSync(journal) && readFileSync(journal, 'utf8').includes('"kind":"Pod"')) break
    assert.ok(Date.now() < deadline, 'a Pod within 240 s')
  }
  const [line = ''] = readFileSync(journal, 'utf8').split('\n')
  return { outputDir, ended, runId: (JSON.parse(line) as { data: RunFacts }).data.runId }
}

function reportIn(outputDir: string) {
  return JSON.parse(readFileSync(join(outputDir, 'report.json'), 'utf8')) as {
    verdict: string
    end: { leftBehind: string[] }
    scenarios: { verdict: string; reason: string }[]
  }
}

test('an API server that is away for 30 s: the run goes on, and whatever it says is not the cluster’s fault', async () => {
  await using proxy = await openCutProxy(kubeconfig)
  const { outputDir, ended, runId } = await startRun(proxy.writeKubeconfig())
  proxy.refuse(true)
  proxy.cut()
  await systemClock.sleep(30_000)
  proxy.refuse(false)
  const { exitCode, stdout } = await ended
  const { scenarios, end } = reportIn(outputDir)
  assert.equal(exitCode, 4, stdout)
  assert.match(scenarios[0]?.verdict ?? '', /^(passed|inconclusive)$/, scenarios[0]?.reason ?? '')
  assert.deepEqual(end.leftBehind, [])
  assert.deepEqual(await listOurs(cluster, { runId }), [])
})

test('a token that is worth nothing any more: inconclusive, told within bounds, and cleanup finishes it', async () => {
  const { stdout } = await stateproof('rbac', '-o', 'json', ...scenario)
  const roles = (JSON.parse(stdout) as { items: (ManifestOf<'Role'> | ManifestOf<'ClusterRole'>)[] }).items
  await using user = await openServiceAccountUser(cluster, 'default', roles)
  const secret = await createSecret()
  const token = await tokenOf(cluster, 'default', user.name, secret)
  const { outputDir, ended, runId } = await startRun(writeKubeconfig(cluster, { token }))
  await deleteSecret(secret.name)
  const outcome = await ended
  const { verdict, scenarios, end } = reportIn(outputDir)
  assert.deepEqual(
    [outcome.exitCode, verdict, scenarios[0]?.verdict],
    [4, 'inconclusive', 'inconclusive'],
    outcome.stdout,
  )
  assert.match(end.leftBehind.join(), /401.*the credentials are not accepted/)
  const cleaned = await stateproof('cleanup', runId, '--kubeconfig', kubeconfig)
  assert.equal(cleaned.exitCode, 0, cleaned.stderr)
  assert.match(cleaned.stderr, /removing namespace stateproof-/)
  assert.deepEqual(await listOurs(cluster, { runId }), [])
})

test('what a finalizer holds is named within the bound, and goes when it is let go', async () => {
  const runId = `20260101t000000z-${Math.random().toString(36).slice(2, 6).padEnd(4, '0')}`
  const namespace = `stateproof-finalizer-${runId.slice(-4)}-aaaaa`
  const labels = { [runLabel]: runId }
  await createObject(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } })
  const claim = { kind: 'PersistentVolumeClaim' as const, namespace, name: 'held' }
  await createObject(cluster, {
    apiVersion: 'v1',
    kind: claim.kind,
    metadata: { name: claim.name, namespace, finalizers: ['stateproof.dev/test'] },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  })
  const admin = connectCluster({ kubeconfigPath: kubeconfig })
  const left = await removeRun(admin, { runId, withinMs: 5_000 })
  assert.match(
    left.join(),
    /namespace stateproof-finalizer-.*: PersistentVolumeClaim held held by finalizer stateproof\.dev\/test/,
  )
  await patchObject(admin, claim, { metadata: { finalizers: [] } })
  assert.deepEqual(await removeRun(admin, { runId }), [])
})

async function createSecret(): Promise<{ name: string; uid: string }> {
  const name = `token-${Math.random().toString(36).slice(2, 8)}`
  const { metadata } = await send<{ metadata: { uid: string } }>(cluster, {
    method: 'POST',
    path: '/api/v1/namespaces/default/secrets',
    body: { apiVersion: 'v1', kind: 'Secret', metadata: { name } },
    what: 'create a Secret',
  })
  return { name, uid: metadata.uid }
}

/** The token that is bound to it is then no token. */
async function deleteSecret(name: string): Promise<void> {
  const path = `/api/v1/namespaces/default/secrets/${name}`
  await send(cluster, { method: 'DELETE', path, what: 'delete a Secret' })
}
