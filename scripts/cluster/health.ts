/**
 * Whether a cluster of ours is whole: nodes and system Pods Ready, its network answering, a default storage class.
 * Asked of the API server, not of kind.
 *
 * After a node's restart the API server still tells what was true before: "Ready" counts only if it was said since.
 */
import type { Engine } from '../../support/docker.ts'
import { Failure, messageOf } from '../../support/failure.ts'
import { type Cluster, connectCluster } from '../../support/kubernetes/cluster.ts'
import type { ObjectOf } from '../../support/kubernetes/kinds.ts'
import { listObjects } from '../../support/kubernetes/objects.ts'
import { isPodReady } from '../../support/kubernetes/pods.ts'
import { isDefaultClass } from '../../support/kubernetes/storage-classes.ts'
import { whatDoesNotAnswer } from './network-probes.ts'
import { startTimes } from './nodes.ts'

/** After a crash of the whole machine it took two minutes here. */
const healthyWithinMs = 240_000
/** There is nothing to watch yet while the API server starts, so this one wait polls. */
const lookEveryMs = 250
/** Namespaces whose Pods make the cluster work. */
export const systemNamespaces = ['kube-system', 'local-path-storage']

/** Which cluster: its nodes in the engine, and its API server. */
export interface ClusterAccess {
  engine: Engine
  name: string
  kubeconfigPath: string
}

/** What is wrong with the cluster, in one phrase, or undefined. */
export async function whatIsUnhealthy({
  engine,
  name,
  kubeconfigPath,
}: ClusterAccess): Promise<string | undefined> {
  try {
    const started = await startTimes(engine, name)
    const cluster = connectCluster({ kubeconfigPath })
    const pods = await systemPods(cluster)
    return (
      (await unreadyNodes(cluster, started)) ??
      unreadyPods(pods, started) ??
      (await whatDoesNotAnswer(cluster, { nodes: [...started.keys()], pods })) ??
      (await missingDefaultClass(cluster))
    )
  } catch (error) {
    return messageOf(error)
  }
}

/** @throws Failure `cluster-unhealthy` with what was wrong at the last look. */
export async function waitUntilHealthy(access: ClusterAccess, update: (text: string) => void): Promise<void> {
  let wrong: string | undefined
  for (const deadline = Date.now() + healthyWithinMs; Date.now() < deadline; ) {
    wrong = await whatIsUnhealthy(access)
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

/** A kubelet renews its lease every 10 s: one that is older than the node's start is from before it. */
async function unreadyNodes(
  cluster: Cluster,
  started: ReadonlyMap<string, number>,
): Promise<string | undefined> {
  const [nodes, leases] = await Promise.all([
    listObjects(cluster, 'Node', { withinMs: 5_000 }),
    listObjects(cluster, 'Lease', { namespace: 'kube-node-lease' }),
  ])
  if (nodes.items.length === 0) return 'there are no nodes'
  const renewedAt = (name: string) =>
    Date.parse(String(leases.items.find(({ metadata }) => metadata?.name === name)?.spec?.renewTime))
  const isUp = ({ metadata, status }: ObjectOf<'Node'>) =>
    renewedAt(metadata?.name ?? '') >= (started.get(metadata?.name ?? '') ?? Number.POSITIVE_INFINITY) &&
    status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  return notReady(nodes.items.filter(node => !isUp(node)))
}

async function systemPods(cluster: Cluster): Promise<ObjectOf<'Pod'>[]> {
  const lists = await Promise.all(
    systemNamespaces.map(namespace => listObjects(cluster, 'Pod', { namespace, withinMs: 5_000 })),
  )
  // The storage provisioner's own short-lived helpers come and go.
  return lists
    .flatMap(({ items }) => items)
    .filter(({ metadata }) => !metadata?.name?.startsWith('helper-pod'))
}

function unreadyPods(pods: ObjectOf<'Pod'>[], started: ReadonlyMap<string, number>): string | undefined {
  const apps = new Set(pods.map(pod => pod.metadata?.labels?.['k8s-app'] ?? pod.metadata?.labels?.app))
  if (!apps.has('kube-dns') || !apps.has('kube-proxy')) return 'CoreDNS or kube-proxy has no Pods yet'
  return notReady(
    pods.filter(pod => !isPodReady(pod) || !startedSince(pod, started.get(pod.spec?.nodeName ?? ''))),
  )
}

/** Whether every container of the Pod was started after its node was; Kubernetes tells whole seconds. */
export function startedSince(pod: ObjectOf<'Pod'>, nodeStartedAtMs = Number.POSITIVE_INFINITY): boolean {
  const fromMs = Math.floor(nodeStartedAtMs / 1000) * 1000
  const containers = pod.status?.containerStatuses ?? []
  return (
    containers.length > 0 &&
    containers.every(({ state }) => Date.parse(String(state?.running?.startedAt)) >= fromMs)
  )
}

async function missingDefaultClass(cluster: Cluster): Promise<string | undefined> {
  const { items } = await listObjects(cluster, 'StorageClass')
  return items.some(isDefaultClass) ? undefined : 'there is no default storage class'
}

function notReady(objects: { metadata?: { name?: string } }[]): string | undefined {
  return objects.length === 0
    ? undefined
    : `not Ready: ${objects.map(({ metadata }) => metadata?.name).join(', ')}`
}
