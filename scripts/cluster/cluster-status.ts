/**
 * `cluster status`: what is there, whether it is healthy, and what it was made from. Changes nothing.
 */
import { findEngine } from '../engine/engine.ts'
import { kubeconfigPathOf, readFacts } from './cluster-paths.ts'
import { nodesOf, whatIsUnhealthy } from './health.ts'

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
  const problem = await problemOf(engine !== undefined, nodes.length, facts !== undefined, kubeconfigPath)
  return {
    name,
    ...(engine !== undefined && { engine: engine.host }),
    nodes: nodes.map(({ name, running }) => ({ name, running })),
    healthy: problem === undefined,
    ...(problem !== undefined && { problem }),
    kubeconfigPath,
    ...(facts && {
      kubernetesVersion: facts.nodeImage.kubernetesVersion,
      supply: facts.nodeImage.supply,
      workloads: facts.nodeImage.workloads,
      createdAt: facts.createdAt,
    }),
  }
}

async function problemOf(
  engine: boolean,
  nodes: number,
  whole: boolean,
  kubeconfigPath: string,
): Promise<string | undefined> {
  if (!engine) return 'no Docker engine answers'
  if (nodes === 0) return 'there is no such cluster'
  if (!whole) return 'it was not made to its end'
  return whatIsUnhealthy(kubeconfigPath)
}
