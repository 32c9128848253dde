/**
 * Whether a cluster of ours is whole: nodes Ready, cluster DNS and network up, a default storage class. Asked of the
 * API server, not of kind.
 */
import type { ContainerState, Engine } from '../../support/docker.ts'
import { Failure, messageOf } from '../../support/failure.ts'
import { type Cluster, connectCluster } from '../../support/kubernetes/cluster.ts'
import { listObjects } from '../../support/kubernetes/objects.ts'
import { isPodReady } from '../../support/kubernetes/pods.ts'

/** The control plane first: the others need it. After a crash of the whole machine this took two minutes here. */
const healthyWithinMs = 240_000
/** There is nothing to watch yet while the API server starts, so this one wait polls. */
const lookEveryMs = 250
/** Namespaces whose Pods make the cluster work. */
const systemNamespaces = ['kube-system', 'local-path-storage']

/** The node containers of a cluster, running or not. */
export function nodesOf(engine: Engine, name: string): Promise<ContainerState[]> {
  return engine.containers('io.x-k8s.kind.cluster', name)
}

/** Starts the nodes that are stopped, the control plane first. */
export async function startNodes(engine: Engine, nodes: ContainerState[]): Promise<void> {
  const controlPlaneFirst = nodes.toSorted((a, b) => Number(isControlPlane(b)) - Number(isControlPlane(a)))
  for (const node of controlPlaneFirst.filter(({ running }) => !running)) await engine.start(node.id)
}

/** What is wrong with the cluster, in one phrase, or undefined. */
export async function whatIsUnhealthy(kubeconfigPath: string): Promise<string | undefined> {
  try {
    const cluster = connectCluster({ kubeconfigPath })
    return (
      (await unreadyNodes(cluster)) ?? (await unreadyPods(cluster)) ?? (await missingDefaultClass(cluster))
    )
  } catch (error) {
    return messageOf(error)
  }
}

/** @throws Failure `cluster-unhealthy` with what was wrong at the last look. */
export async function waitUntilHealthy(
  kubeconfigPath: string,
  update: (text: string) => void,
): Promise<void> {
  let wrong: string | undefined
  for (const deadline = Date.now() + healthyWithinMs; Date.now() < deadline; ) {
    wrong = await whatIsUnhealthy(kubeconfigPath)
    if (wrong === undefined) return
    update(wrong)
    await new Promise(resolve => setTimeout(resolve, lookEveryMs))
  }
  throw new Failure({
    code: 'cluster-unhealthy',
    what: 'make the cluster healthy',
    expected: `every node and system Pod Ready within ${healthyWithinMs / 1000} s`,
    ...(wrong !== undefined && { got: wrong }),
  })
}

async function unreadyNodes(cluster: Cluster): Promise<string | undefined> {
  const { items } = await listObjects(cluster, 'Node', { withinMs: 5_000 })
  const unready = items.filter(
    ({ status }) => !status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
  )
  if (items.length === 0) return 'there are no nodes'
  return unready.length === 0
    ? undefined
    : `not Ready: ${unready.map(({ metadata }) => metadata?.name).join(', ')}`
}

async function unreadyPods(cluster: Cluster): Promise<string | undefined> {
  const lists = await Promise.all(
    systemNamespaces.map(namespace => listObjects(cluster, 'Pod', { namespace })),
  )
  const pods = lists.flatMap(({ items }) => items)
  // The storage provisioner's own short-lived helpers come and go.
  const unready = pods.filter(pod => !pod.metadata?.name?.startsWith('helper-pod') && !isPodReady(pod))
  const apps = new Set(pods.map(pod => pod.metadata?.labels?.['k8s-app'] ?? pod.metadata?.labels?.app))
  if (!apps.has('kube-dns') || !apps.has('kube-proxy')) return 'CoreDNS or kube-proxy has no Pods yet'
  return unready.length === 0
    ? undefined
    : `not Ready: ${unready.map(({ metadata }) => metadata?.name).join(', ')}`
}

async function missingDefaultClass(cluster: Cluster): Promise<string | undefined> {
  const { items } = await listObjects(cluster, 'StorageClass')
  const isDefault = (annotations: Record<string, string> = {}) =>
    annotations['storageclass.kubernetes.io/is-default-class'] === 'true'
  return items.some(({ metadata }) => isDefault(metadata?.annotations))
    ? undefined
    : 'there is no default storage class'
}

function isControlPlane({ labels }: ContainerState): boolean {
  return labels['io.x-k8s.kind.role'] === 'control-plane'
}
