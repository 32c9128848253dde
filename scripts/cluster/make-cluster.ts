/**
 * Makes a cluster with kind, in place of one of the same name, and writes down what it was made from.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../support/clock.ts'
import type { Engine } from '../../support/docker.ts'
import { Failure, messageOf } from '../../support/failure.ts'
import { connectCluster } from '../../support/kubernetes/cluster.ts'
import type { NodeImage } from '../images/supply.ts'
import type { Kind } from '../kind/kind.ts'
import { clusterFolder, forgetFacts, inputsKeyOf, kubeconfigPathOf, writeFacts } from './cluster-paths.ts'
import type { ClusterUpOptions } from './cluster-up.ts'
import { readConfiguration } from './configuration.ts'
import { exportLogs } from './export-logs.ts'
import { waitUntilHealthy } from './health.ts'
import { kindConfig } from './kind-config.ts'
import { nodesOf } from './nodes.ts'

/** @throws Failure `cluster-up` with kind's last words; its logs are kept and named. */
export async function makeCluster(
  options: ClusterUpOptions,
  engine: Engine,
  kind: Kind,
  image: NodeImage,
): Promise<void> {
  const { name, cacheDir, progress } = options
  const kubeconfigPath = kubeconfigPathOf(cacheDir, name)
  forgetFacts(cacheDir, name)
  mkdirSync(clusterFolder(cacheDir, name), { recursive: true, mode: 0o700 })
  if ((await nodesOf(engine, name)).length > 0)
    await kind(['delete', 'cluster', '--name', name, '--kubeconfig', kubeconfigPath])
  await progress.step(`cluster ${name} (Kubernetes ${image.kubernetesVersion}, 3 nodes)`, async step => {
    try {
      await createWithKind(kind, { name, kubeconfigPath, image: image.reference, onLine: step.update })
      await waitUntilHealthy({ engine, name, kubeconfigPath }, step.update)
    } catch (cause) {
      if (options.signal?.aborted) {
        await removeUnfinished(options, engine)
        throw cause
      }
      throw await withLogs(options, kind, cause)
    }
  })
  writeFacts(cacheDir, name, {
    inputsKey: inputsKeyOf(image),
    nodeImage: image,
    configuration: await readConfiguration(connectCluster({ kubeconfigPath })),
    createdAt: new Date().toISOString(),
  })
}

/** Longer than Docker takes from being asked for a container to listing it. */
const settleMs = 1000

interface Creation {
  name: string
  kubeconfigPath: string
  image: string
  onLine(line: string): void
}

/** `--retain`: what failed stays, so that its logs can be read. */
async function createWithKind(kind: Kind, { name, kubeconfigPath, image, onLine }: Creation): Promise<void> {
  const cgroupVersion = existsSync('/sys/fs/cgroup/cgroup.controllers') ? 2 : 1
  const named = ['--name', name, '--image', image, '--kubeconfig', kubeconfigPath]
  const input = kindConfig({ name, cgroupVersion })
  await kind(['create', 'cluster', ...named, '--retain', '--config', '-'], { input, onLine })
}

/** What an interrupted kind leaves. A container that it had asked for just then may come a moment after it has ended. */
async function removeUnfinished({ name, cacheDir }: ClusterUpOptions, engine: Engine): Promise<void> {
  const remove = async () => {
    const nodes = await nodesOf(engine, name)
    await Promise.all(nodes.map(({ id }) => engine.remove(id)))
    return nodes.length
  }
  do await systemClock.sleep(settleMs)
  while ((await remove()) > 0)
  rmSync(clusterFolder(cacheDir, name), { recursive: true, force: true })
}

/** The failure, with kind's logs of the cluster that did not come up. */
async function withLogs({ name, cacheDir }: ClusterUpOptions, kind: Kind, cause: unknown): Promise<Failure> {
  const directory = join(cacheDir, 'logs', `cluster-${name}`)
  await exportLogs(kind, { name, directory }).catch(() => undefined)
  return new Failure({
    code: 'cluster-up',
    what: 'make the cluster',
    on: name,
    got: messageOf(cause),
    hint: `see ${directory}`,
    cause,
  })
}
