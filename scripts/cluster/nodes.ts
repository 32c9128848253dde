/**
 * The nodes of a cluster as the engine sees them: containers, running or not.
 *
 * Knows nothing of what Kubernetes thinks of them.
 */
import type { ContainerState, Engine } from '../../support/docker.ts'

/** kind's label on a node: the name of its cluster. */
export const clusterLabel = 'io.x-k8s.kind.cluster'

/** The node containers of a cluster, running or not. */
export function nodesOf(engine: Engine, name: string): Promise<ContainerState[]> {
  return engine.containers(clusterLabel, name)
}

/** Starts the nodes that are stopped, the control plane first: the others need it. */
export async function startNodes(engine: Engine, nodes: ContainerState[]): Promise<void> {
  const controlPlaneFirst = nodes.toSorted((a, b) => Number(isControlPlane(b)) - Number(isControlPlane(a)))
  for (const node of controlPlaneFirst.filter(({ running }) => !running)) await engine.start(node.id)
}

/** Node name → when its container was started, in milliseconds since the epoch. Stopped nodes are not in it. */
export async function startTimes(engine: Engine, name: string): Promise<Map<string, number>> {
  const running = (await nodesOf(engine, name)).filter(node => node.running)
  return new Map(
    await Promise.all(running.map(async node => [node.name, await engine.startedAt(node.id)] as const)),
  )
}

function isControlPlane({ labels }: ContainerState): boolean {
  return labels['io.x-k8s.kind.role'] === 'control-plane'
}
