/**
 * `cluster status`: what is there, whether it is healthy, and what it was made from. Changes nothing.
 */
import type { Engine } from '../../support/docker.ts'
import { connectCluster } from '../../support/kubernetes/cluster.ts'
import { findEngine, whyNoEngine } from '../engine/engine.ts'
import { findNfsServer, type NfsServerFacts } from '../nfs/nfs-server.ts'
import { type ClusterFacts, kubeconfigPathOf, readFacts } from './cluster-paths.ts'
import { readConfiguration, whatChanged } from './configuration.ts'
import { whatIsUnhealthy } from './health.ts'
import { nodesOf } from './nodes.ts'

export interface ClusterStatus {
  name: string
  /** DOCKER_HOST of the engine that answers, if one does. */
  engine?: string
  nodes: { name: string; running: boolean }[]
  healthy: boolean
  /** Why it is not healthy, or what is missing. */
  problem?: string
  kubeconfigPath: string
  kubernetesVersion?: string
  supply?: string
  /** Images of the workloads that are in the nodes. */
  workloads?: Record<string, string>
  createdAt?: string
  /** The NFS server beside the nodes, if it runs. */
  nfs?: NfsServerFacts
}

export async function clusterStatus({
  name,
  cacheDir,
}: {
  name: string
  cacheDir: string
}): Promise<ClusterStatus> {
  const kubeconfigPath = kubeconfigPathOf(cacheDir, name)
  const engine = await findEngine(cacheDir)
  const nodes = engine === undefined ? [] : await nodesOf(engine, name)
  const facts = readFacts(cacheDir, name)
  const nfs = engine && (await findNfsServer(engine, name))
  const problem =
    engine === undefined
      ? await whyNoEngine(cacheDir)
      : await problemOf(engine, nodes.length, facts, { name, kubeconfigPath })
  return {
    name,
    ...(engine !== undefined && { engine: engine.host }),
    nodes: nodes.map(({ name, running }) => ({ name, running })),
    healthy: problem === undefined,
    ...(problem !== undefined && { problem }),
    kubeconfigPath,
    ...(nfs && { nfs }),
    ...(facts && {
      kubernetesVersion: facts.nodeImage.kubernetesVersion,
      supply: facts.nodeImage.supply,
      workloads: facts.nodeImage.workloads,
      createdAt: facts.createdAt,
    }),
  }
}

async function problemOf(
  engine: Engine,
  nodes: number,
  facts: ClusterFacts | undefined,
  { name, kubeconfigPath }: { name: string; kubeconfigPath: string },
): Promise<string | undefined> {
  if (nodes === 0) return 'there is no such cluster'
  if (facts === undefined) return 'it was not made to its end'
  const unhealthy = await whatIsUnhealthy({ engine, name, kubeconfigPath })
  if (unhealthy !== undefined) return unhealthy
  return whatChanged(facts.configuration, await readConfiguration(connectCluster({ kubeconfigPath })))
}
