/**
 * A node that is stopped and started again, on the real engine: its network must come back with it, both ways, and the
 * Pods that were on it must be found under their names, whatever addresses they have now.
 *
 * The cluster is the one that the other integration tests use, too, and is whole again at the end.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { notYet } from '../../support/check.ts'
import { systemClock } from '../../support/clock.ts'
import { runCommand } from '../../support/command.ts'
import { type ContainerState, connectEngine } from '../../support/docker.ts'
import { testCluster, testJournal, withNamespace } from '../../support/journal/fixture.ts'
import type { Journal } from '../../support/journal/journal.ts'
import { execInPod } from '../../support/kubernetes/exec.ts'
import { createObject } from '../../support/kubernetes/objects.ts'
import { podReadiness } from '../../support/kubernetes/pods.ts'
import { headlessService, webLabels, webStatefulSet } from '../../support/workloads/web/manifests.ts'
import { startedSince, waitUntilHealthy } from './health.ts'
import { nodesOf } from './nodes.ts'

const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')

interface Status {
  name: string
  engine: string
  kubeconfigPath: string
  workloads: { nginx: string }
}

const { stdout } = await runCommand(process.execPath, [cli, 'cluster', 'status', '-o', 'json'], { cwd: root })
const { name, kubeconfigPath, workloads, ...status } = JSON.parse(stdout) as Status
const engine = connectEngine(status.engine)
const cluster = testCluster(kubeconfigPath)
/** systemd ends what runs on the node; it took some seconds. */
const stopWithinSeconds = 30
/** A container is begun again within seconds of its kubelet. */
const readyWithinMs = 120_000
/** DNS servers may keep an old address for 30 s (the cluster's CoreDNS, plugin cache). */
const reachedWithinMs = 60_000

/** The article's Pod, bound to a node: the scheduler is not asked. */
async function startWebPod(namespace: string, pod: string, node: ContainerState): Promise<void> {
  const options = { name: 'web', replicas: 1, image: workloads.nginx, imagePullPolicy: 'IfNotPresent' }
  const { spec } = webStatefulSet(options).spec?.template ?? {}
  assert.ok(spec !== undefined)
  await createObject(cluster, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name: pod, labels: webLabels },
    spec: { ...spec, nodeName: node.name, hostname: pod, subdomain: 'nginx' },
  })
}

/** @param sinceMs what the API server tells of a node that is away is what was true before. */
const readySince = (journal: Journal, name: string, sinceMs: number) =>
  journal.until(
    {
      what: `Pod ${name}, started again, to be Ready`,
      look(view) {
        const pod = view.get('Pod', name)
        return pod === undefined || startedSince(pod, sinceMs)
          ? podReadiness(pod)
          : notYet('as it was before')
      },
    },
    { withinMs: readyWithinMs },
  )

/** Which Pod answers under the name of `to`, asked in `from`; undefined when none does. */
async function whoAnswers(namespace: string, from: string, to: string): Promise<string | undefined> {
  const command = ['curl', '-s', '-f', '--max-time', '2', `http://${to}.nginx/-/hostname`]
  const { exitCode, stdout } = await execInPod(cluster, { namespace, pod: from, command })
  return exitCode === 0 ? stdout.trim() : undefined
}

/** No watch tells when names and routes follow, so this one wait polls. */
async function requireAnswer(namespace: string, from: string, to: string): Promise<void> {
  const deadline = Date.now() + reachedWithinMs
  let answer: string | undefined
  while (answer !== to && Date.now() < deadline) {
    answer = await whoAnswers(namespace, from, to)
    if (answer !== to) await systemClock.sleep(250)
  }
  assert.equal(answer, to, `${to} asked by its name from ${from} within ${reachedWithinMs / 1000} s`)
}

async function requireBothWays(namespace: string): Promise<void> {
  await requireAnswer(namespace, 'web-0', 'web-1')
  await requireAnswer(namespace, 'web-1', 'web-0')
}

test('a worker that is stopped and started again is Ready, and its Pods are reached from another node by name', async t => {
  const workers = (await nodesOf(engine, name)).filter(
    ({ labels }) => labels['io.x-k8s.kind.role'] === 'worker',
  )
  const [staying, restarted] = workers
  assert.ok(staying !== undefined && restarted !== undefined, `two workers, found ${workers.length}`)
  await withNamespace(cluster, async namespace => {
    const journal = await testJournal(cluster, namespace)
    t.after(() => journal.close())
    await createObject(cluster, { ...headlessService(), metadata: { namespace, name: 'nginx' } })
    await startWebPod(namespace, 'web-0', staying)
    await startWebPod(namespace, 'web-1', restarted)
    for (const pod of ['web-0', 'web-1']) await readySince(journal, pod, 0)
    await requireBothWays(namespace)
    try {
      await engine.stop(restarted.id, stopWithinSeconds)
      assert.equal(await whoAnswers(namespace, 'web-0', 'web-1'), undefined, 'it is really away')
    } finally {
      await engine.start(restarted.id)
    }
    await waitUntilHealthy({ engine, name, kubeconfigPath }, () => undefined)
    await readySince(journal, 'web-1', await engine.startedAt(restarted.id))
    await requireBothWays(namespace)
  })
})
