/**
 * What a large cluster costs a run: 500 nodes and 20,000 Pods beside those that the scenarios make. API server and etcd are the
 * real ones; the nodes have no machine behind them and their Pods never start, which no watch or list can tell.
 * Knows nothing of targets.
 */
import { type Cluster, connectCluster } from '../../support/kubernetes/cluster.ts'
import { openCutProxy } from '../../support/kubernetes/cut-proxy.ts'
import { send, statusOf } from '../../support/kubernetes/request.ts'
import { measureAsItIs, type RunMeasurement, stateproof } from './measure-runs.ts'

const crowd = { nodes: 500, podsPerNode: 40 } as const
const namespace = 'crowd'
/** As many requests at the same time as the API server takes from one user without making others wait. */
const abreast = 32
/** On a busy machine a minute was enough for a third of the Pods. */
const mostAttempts = 10

export interface CrowdMeasurement extends Pick<RunMeasurement, 'megabytes'> {
  /** Between harness and API server, both ways. */
  trafficMegabytes: number
}

/** @param flags of both runs, on the kind cluster that is up. The crowd is removed again. */
export async function measureCrowd(
  flags: readonly string[],
): Promise<{ alone: CrowdMeasurement; crowded: CrowdMeasurement }> {
  const { kubeconfigPath, workloads } = await statusOfCluster()
  const cluster = connectCluster({ kubeconfigPath })
  const images = ['--nginx-image', workloads.nginx, '--client-image', workloads.client]
  const run = () => measure(kubeconfigPath, [...images, ...flags])
  const alone = await run()
  try {
    await gather(cluster)
    return { alone, crowded: await run() }
  } finally {
    await disperse(cluster)
  }
}

interface Status {
  kubeconfigPath: string
  workloads: { nginx: string; client: string }
}

async function statusOfCluster(): Promise<Status> {
  await stateproof(['cluster', 'up'])
  return JSON.parse((await stateproof(['cluster', 'status', '-o', 'json'])).stdout) as Status
}

async function measure(kubeconfigPath: string, flags: readonly string[]): Promise<CrowdMeasurement> {
  await using proxy = await openCutProxy(kubeconfigPath)
  // Not on the cluster as ours: it would be made again, since its nodes have changed.
  const { megabytes } = await measureAsItIs(['--kubeconfig', proxy.writeKubeconfig(), ...flags])
  return { megabytes, trafficMegabytes: proxy.bytes() / 1e6 }
}

async function gather(cluster: Cluster): Promise<void> {
  const core = '/api/v1'
  await create(cluster, `${core}/namespaces`, [{ metadata: { name: namespace } }])
  const names = Array.from({ length: crowd.nodes }, (_, index) => `crowd-${index}`)
  await create(cluster, `${core}/nodes`, names.map(nodeOf))
  const pods = names.flatMap(node =>
    Array.from({ length: crowd.podsPerNode }, (_, index) => podOf(node, index)),
  )
  // The controller gives a new namespace its ServiceAccount a moment later.
  const account = `${core}/namespaces/${namespace}/serviceaccounts`
  await create(cluster, account, [{ metadata: { name: 'default' } }]).catch(() => undefined)
  await create(cluster, `${core}/namespaces/${namespace}/pods`, pods)
}

/** Deleted without grace: no kubelet would ever confirm it. */
async function disperse(cluster: Cluster): Promise<void> {
  await removeAll(cluster, `/api/v1/namespaces/${namespace}/pods`, { gracePeriodSeconds: 0 })
  await removeAll(cluster, `/api/v1/namespaces/${namespace}`)
  await removeAll(cluster, '/api/v1/nodes', { labelSelector: 'crowd=true' })
}

/** So many at once take longer than the minute that the server gives a request; it goes on from where it was. */
async function removeAll(
  cluster: Cluster,
  path: string,
  query: Record<string, string | number> = {},
): Promise<void> {
  for (let attempt = 1; ; attempt++)
    try {
      await send(cluster, { method: 'DELETE', path, query, what: `delete ${path}`, withinMs: 120_000 })
      return
    } catch (error) {
      if (attempt === mostAttempts || statusOf(error)?.status !== 504) throw error
    }
}

async function create(cluster: Cluster, path: string, bodies: readonly object[]): Promise<void> {
  for (let first = 0; first < bodies.length; first += abreast)
    await Promise.all(
      bodies
        .slice(first, first + abreast)
        .map(body => send(cluster, { method: 'POST', path, body, what: `create in ${path}` })),
    )
}

/** Cordoned, so that nothing is put there; with as many images as a kubelet reports, which are most of a node's size. */
function nodeOf(name: string): object {
  const image = (index: number) => ({
    names: [`registry.example.com/team/some-service-${index}:1.2.${index}`],
    sizeBytes: 123_456_789,
  })
  return {
    metadata: { name, labels: { crowd: 'true', 'kubernetes.io/arch': 'amd64', 'kubernetes.io/os': 'linux' } },
    spec: { unschedulable: true, taints: [{ key: 'crowd', value: 'true', effect: 'NoSchedule' }] },
    status: {
      allocatable: { cpu: '8', memory: '32Gi', pods: '110' },
      capacity: { cpu: '8', memory: '32Gi', pods: '110' },
      nodeInfo: { architecture: 'amd64', operatingSystem: 'linux', kubeletVersion: 'v1.37.0' },
      images: Array.from({ length: 50 }, (_, index) => image(index)),
    },
  }
}

function podOf(nodeName: string, index: number): object {
  const variables = Array.from({ length: 20 }, (_, at) => ({ name: `SETTING_${at}`, value: 'some value' }))
  return {
    metadata: { name: `${nodeName}-${index}`, namespace, labels: { app: `some-service-${index}` } },
    spec: {
      nodeName,
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      tolerations: [{ operator: 'Exists' }],
      containers: [
        {
          name: 'main',
          image: `registry.example.com/team/some-service-${index}:1`,
          env: variables,
          resources: { requests: { cpu: '100m', memory: '128Mi' } },
        },
      ],
    },
  }
}
