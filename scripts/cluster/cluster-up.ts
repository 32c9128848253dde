/**
 * `cluster up`: engine, kind, node image, cluster. Reuses what is whole, repairs what is stopped, remakes the rest.
 * Reads like a table of contents.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { connectEngine, type Engine } from '../../support/docker.ts'
import { Failure, messageOf } from '../../support/failure.ts'
import { connectCluster } from '../../support/kubernetes/cluster.ts'
import type { Progress } from '../../support/progress.ts'
import { provideEngine } from '../engine/engine.ts'
import { buildContext, type NodeImage, provideNodeImage, type SupplyOptions } from '../images/supply.ts'
import { type Kind, provideKind } from '../kind/kind.ts'
import { withLock } from '../lock.ts'
import { type NfsServerFacts, provideNfsServer } from '../nfs/nfs-server.ts'
import {
  type ClusterFacts,
  clusterFolder,
  forgetFacts,
  kubeconfigPathOf,
  readFacts,
  writeFacts,
} from './cluster-paths.ts'
import { readConfiguration, whatChanged } from './configuration.ts'
import { waitUntilHealthy, whatIsUnhealthy } from './health.ts'
import { kindConfig } from './kind-config.ts'
import { nodesOf, startNodes } from './nodes.ts'

export interface ProvisionedCluster {
  name: string
  context: string
  kubeconfigPath: string
  /** Value for DOCKER_HOST. */
  engine: string
  nodeImage: NodeImage
  /** The NFS server beside the nodes, where the supply has one. */
  nfs?: NfsServerFacts
  /** Nothing had to be made or repaired. */
  reused: boolean
}

export interface ClusterUpOptions extends SupplyOptions {
  name: string
  cacheDir: string
  progress: Progress
  signal?: AbortSignal
}

/** @throws Failure (exit code 3) of the step that could not be done; kind's logs are kept and named. */
export async function clusterUp(options: ClusterUpOptions): Promise<ProvisionedCluster> {
  const { cacheDir, progress, signal } = options
  const onWait = () => progress.note('another run is making the cluster or its images; waiting for it')
  return withLock({ directory: cacheDir, onWait, ...(signal && { signal }) }, async () => {
    const engine = await provideEngine({ cacheDir, progress })
    const kind = await provideKind({ engine, cacheDir, progress, ...(signal && { signal }) })
    const image = await provideNodeImage(
      buildContext(engine, { cacheDir, progress, ...(signal && { signal }) }),
      options,
    )
    const reused = await reuseOrRepair(options, engine, image)
    if (!reused) await makeCluster(options, engine, kind, image)
    const nfs = await nfsServerBeside(options, engine, image)
    return { ...describe(options, engine, image, reused === 'untouched'), ...(nfs && { nfs }) }
  })
}

async function nfsServerBeside(
  { name, progress }: ClusterUpOptions,
  engine: Engine,
  { nfsServer: image }: NodeImage,
): Promise<NfsServerFacts | undefined> {
  if (image === undefined) return undefined
  return progress.step('NFS server', () => provideNfsServer(engine, { cluster: name, image }))
}

/** A cluster of the same inputs is used as it is, or started if its nodes are stopped. Others are remade. */
async function reuseOrRepair(
  options: ClusterUpOptions,
  engine: Engine,
  image: NodeImage,
): Promise<'untouched' | 'repaired' | undefined> {
  const { name, cacheDir, progress } = options
  const facts = readFacts(cacheDir, name)
  const nodes = await nodesOf(engine, name)
  if (facts?.inputsKey !== inputsKeyOf(image) || nodes.length === 0) return undefined
  const access = { engine, name, kubeconfigPath: kubeconfigPathOf(cacheDir, name) }
  try {
    const healthy = nodes.every(node => node.running) && (await whatIsUnhealthy(access)) === undefined
    if (!healthy)
      await progress.step(`cluster ${name}: start its nodes again`, async step => {
        await startNodes(engine, nodes)
        await waitUntilHealthy(access, step.update)
      })
    await requireUnchanged(access.kubeconfigPath, facts)
    return healthy ? 'untouched' : 'repaired'
  } catch (error) {
    progress.note(`cluster ${name} cannot be used again (${messageOf(error)}); making it anew`)
    return undefined
  }
}

/** @throws Failure `cluster-changed`: verdicts about a cluster that was altered would be about something else. */
async function requireUnchanged(kubeconfigPath: string, { configuration }: ClusterFacts): Promise<void> {
  const got = whatChanged(configuration, await readConfiguration(connectCluster({ kubeconfigPath })))
  if (got === undefined) return
  throw new Failure({
    code: 'cluster-changed',
    what: 'use the cluster as it is',
    got,
    hint: `to test it with the change, name it: --cluster existing --kubeconfig ${kubeconfigPath}`,
  })
}

async function makeCluster(
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
      const args = [
        'create',
        'cluster',
        '--name',
        name,
        '--image',
        image.reference,
        '--kubeconfig',
        kubeconfigPath,
      ]
      const input = kindConfig({
        name,
        cgroupVersion: existsSync('/sys/fs/cgroup/cgroup.controllers') ? 2 : 1,
      })
      await kind([...args, '--retain', '--config', '-'], { input, onLine: step.update })
      await waitUntilHealthy({ engine, name, kubeconfigPath }, step.update)
    } catch (cause) {
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

/** Keeps kind's logs of a cluster that did not come up, and says where. */
async function withLogs({ name, cacheDir }: ClusterUpOptions, kind: Kind, cause: unknown): Promise<Failure> {
  const directory = join(cacheDir, 'logs', `cluster-${name}`)
  await kind(['export', 'logs', directory, '--name', name]).catch(() => undefined)
  return new Failure({
    code: 'cluster-up',
    what: 'make the cluster',
    on: name,
    got: messageOf(cause),
    hint: `see ${directory}`,
    cause,
  })
}

/** Writes the nodes' logs to a folder. */
export async function exportClusterLogs(options: {
  name: string
  cacheDir: string
  engine: string
  directory: string
  progress: Progress
}): Promise<void> {
  const kind = await provideKind({ ...options, engine: connectEngine(options.engine) })
  await kind(['export', 'logs', options.directory, '--name', options.name])
}

/** Everything that makes one cluster differ from another. */
function inputsKeyOf(image: NodeImage): string {
  return `${image.inputsKey}-${image.supply}`
}

function describe(
  { name, cacheDir }: ClusterUpOptions,
  engine: Engine,
  nodeImage: NodeImage,
  reused: boolean,
): ProvisionedCluster {
  return {
    name,
    context: `kind-${name}`,
    kubeconfigPath: kubeconfigPathOf(cacheDir, name),
    engine: engine.host,
    nodeImage,
    reused,
  }
}
