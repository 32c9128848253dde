/**
 * `cluster up`: engine, kind, node image, cluster. Reuses what is whole, repairs what is stopped, remakes the rest.
 * Reads like a table of contents.
 */
import type { Engine } from '../../support/docker.ts'
import type { Progress } from '../../support/progress.ts'
import { provideEngine } from '../engine/engine.ts'
import { buildContext, type NodeImage, provideNodeImage, type SupplyOptions } from '../images/supply.ts'
import { provideKind } from '../kind/kind.ts'
import { withLock } from '../lock.ts'
import { type NfsServerFacts, provideNfsServer } from '../nfs/nfs-server.ts'
import { kubeconfigPathOf } from './cluster-paths.ts'
import { makeCluster } from './make-cluster.ts'
import { reuseOrRepair } from './reuse-cluster.ts'

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
