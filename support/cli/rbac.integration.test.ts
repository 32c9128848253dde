/**
 * The printed rights are enough, and none of them is too much: scenarios run as a ServiceAccount that has exactly these; with
 * one right less, the preflight names it. And what an owner of one namespace can run there.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runCommand } from '../command.ts'
import { imageFlags as images } from '../images-fixture.ts'
import { testCluster, withNamespace } from '../journal/fixture.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import type { ManifestOf } from '../kubernetes/kinds.ts'
import { createObject, listObjects } from '../kubernetes/objects.ts'
import { openServiceAccountUser } from '../kubernetes/service-account-user.ts'
import { runLabel } from '../run-context.ts'

const cluster = testCluster()
const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')

type Role = ManifestOf<'Role'> | ManifestOf<'ClusterRole'>
interface Outcome {
  exitCode: number
  stdout: string
  stderr: string
}

const stateproof = (...args: string[]): Promise<Outcome> =>
  runCommand(process.execPath, [cli, ...args], {
    cwd: root,
    accept: [0, 1, 2, 3, 4, 5, 130],
    withinMs: 300_000,
  })

/** One that acts in its namespace only, and one that asks the DNS server and looks at volumes. */
const hostnames = 'identity/hostnames/a-pod-s-hostname-name-and-labels-agree'
const claims = 'storage/claims/two-pods-have-two-claims-on-two-volumes'
const dns = 'identity/dns/every-dns-replica-gives-each-pod-s-address'
const chosen = (...ids: string[]) => ids.flatMap(id => ['--scenario', id])

async function rolesFor(...args: string[]): Promise<Role[]> {
  const { stdout } = await stateproof('rbac', '-o', 'json', ...args)
  return (JSON.parse(stdout) as { items: Role[] }).items
}

async function runAs(kubeconfig: string, ...args: string[]) {
  const outputDir = mkdtempSync(join(tmpdir(), 'stateproof-rights-'))
  const outcome = await stateproof(
    'run',
    '--kubeconfig',
    kubeconfig,
    '--output-dir',
    outputDir,
    ...images,
    ...args,
  )
  const scenarios = () =>
    (
      JSON.parse(readFileSync(join(outputDir, 'report.json'), 'utf8')) as {
        scenarios: { id: string; verdict: string; reason: string }[]
      }
    ).scenarios
  return { ...outcome, scenarios }
}

const namespacesOfRuns = async (of: Cluster) =>
  (await listObjects(of, 'Namespace', { labelSelector: `${runLabel}!=integration-test` })).items.filter(
    ({ metadata }) => metadata?.labels?.[runLabel] !== undefined,
  )

test('with exactly the printed rights the scenarios pass', async () => {
  const ids = [hostnames, claims, dns]
  await using user = await openServiceAccountUser(cluster, 'default', await rolesFor(...chosen(...ids)))
  const { scenarios, stderr, stdout } = await runAs(user.kubeconfigPath, ...chosen(...ids))
  assert.deepEqual(
    scenarios().map(({ id, verdict, reason }) => [id, verdict, reason]),
    ids.toSorted().map(id => [id, 'passed', '']),
    stdout + stderr,
  )
})

test('with one right less it is named, and nothing is begun', async () => {
  const roles = await rolesFor(...chosen(hostnames))
  const less = roles.map(role => ({
    ...role,
    rules: (role.rules ?? []).filter(({ resources }) => !resources?.includes('pods/exec')),
  })) as Role[]
  assert.notDeepEqual(less, roles)
  await using user = await openServiceAccountUser(cluster, 'default', less)
  const { exitCode, stderr } = await runAs(user.kubeconfigPath, ...chosen(hostnames))
  assert.equal(exitCode, 3)
  assert.match(
    stderr,
    /could not begin the run \(rights\): got this user may not create pods\/exec.*stateproof rbac/,
  )
  const mine = await namespacesOfRuns(cluster)
  assert.deepEqual(
    mine.filter(({ metadata }) => metadata?.name?.includes('hostnames')),
    [],
  )
})

test('in one given namespace its owner runs what can run there; the rest says what it lacks; nothing is left', async () => {
  await withNamespace(cluster, async namespace => {
    await using user = await openServiceAccountUser(cluster, namespace, [])
    await bindOwner(namespace, user.name)
    const flags = ['--namespace', namespace, ...chosen(hostnames, dns)]
    const { exitCode, scenarios, stdout, stderr } = await runAs(user.kubeconfigPath, ...flags)
    const verdicts = new Map(scenarios().map(({ id, verdict, reason }) => [id, `${verdict} ${reason}`]))
    assert.equal(verdicts.get(hostnames), 'passed ', stdout + stderr)
    assert.match(
      verdicts.get(dns) ?? '',
      /^not supported this user may not list (services|endpointslices\S*) in kube-system/,
    )
    assert.equal(exitCode, 4, 'a required scenario was left out')
    const left = await Promise.all(
      (['Pod', 'StatefulSet', 'Service', 'PersistentVolumeClaim'] as const).map(kind =>
        listObjects(cluster, kind, { namespace }),
      ),
    )
    assert.deepEqual(
      left.flatMap(({ items }) => items.map(({ metadata }) => metadata?.name)),
      [],
    )
  })
})

test('a given namespace that is somebody’s, missing, or closed to our Pods', async () => {
  const check = (namespace: string, ...ids: string[]) =>
    stateproof(
      'check',
      '-o',
      'json',
      '--kubeconfig',
      process.env.STATEPROOF_KUBECONFIG ?? '',
      '-n',
      namespace,
      ...images,
      ...chosen(...ids),
    )
  const findingOf = ({ stdout }: Outcome, code: string) =>
    (JSON.parse(stdout) as { findings: { code: string; outcome: string; sentence: string }[] }).findings.find(
      finding => finding.code === code,
    )
  const missing = await check('no-such-namespace', hostnames)
  assert.equal(missing.exitCode, 3)
  assert.match(findingOf(missing, 'namespace')?.sentence ?? '', /there is no namespace no-such-namespace/)
  await withNamespace(cluster, async namespace => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service' as const,
      metadata: { name: 'theirs', namespace },
      spec: { ports: [{ port: 80 }] },
    }
    await createObject(cluster, service)
    const occupied = await check(namespace, hostnames)
    assert.equal(occupied.exitCode, 3)
    assert.match(findingOf(occupied, 'namespace')?.sentence ?? '', /holds what is not ours: Service theirs/)
    assert.notEqual(
      (await listObjects(cluster, 'Service', { namespace })).items.length,
      0,
      'and it is still there',
    )
  })
  await withNamespace(cluster, async namespace => {
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota' as const,
      metadata: { name: 'none', namespace },
      spec: { hard: { pods: '0' } },
    }
    await createObject(cluster, quota)
    const closed = await check(namespace, hostnames)
    assert.match(
      findingOf(closed, 'admission')?.sentence ?? '',
      /exceeded quota: none.*quota none: pods 0 of 0/,
    )
    assert.equal(findingOf(closed, 'admission')?.outcome, 'limits')
  })
})

/** The built-in role that owners of a namespace are given (Kubernetes documentation, "User-facing roles"). */
async function bindOwner(namespace: string, name: string): Promise<void> {
  const apiGroup = 'rbac.authorization.k8s.io'
  await createObject(cluster, {
    apiVersion: `${apiGroup}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'owner', namespace },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'admin' },
  })
}
