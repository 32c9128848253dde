/**
 * Whether the cluster's network carries: each CoreDNS Pod is asked over the Pod network, each node's kube-proxy over
 * the nodes' network, both through the API server.
 *
 * Knows nothing of why they should not answer.
 */
import type { Cluster } from '../../support/kubernetes/cluster.ts'
import type { ObjectOf } from '../../support/kubernetes/kinds.ts'
import { sendForText } from '../../support/kubernetes/request.ts'

/** An answer takes milliseconds; one that takes longer does not come over a network that works. */
const answerWithinMs = 2_000
/** CoreDNS' ready plugin (https://coredns.io/plugins/ready/) and kube-proxy's health check, both at their default port. */
const coreDnsReady = 8181
const kubeProxyHealth = 10256

interface Probe {
  of: string
  path: string
}

/** The first that does not answer, as a phrase, or undefined. */
export async function whatDoesNotAnswer(
  cluster: Cluster,
  { nodes, pods }: { nodes: string[]; pods: ObjectOf<'Pod'>[] },
): Promise<string | undefined> {
  const probes = [...nodes.map(probeOfNode), ...pods.filter(isCoreDns).map(probeOfPod)]
  const silent = await Promise.all(
    probes.map(async probe => ((await answers(cluster, probe)) ? [] : [probe.of])),
  )
  const names = silent.flat()
  return names.length === 0 ? undefined : `no answer yet from ${names.join(', ')}`
}

async function answers(cluster: Cluster, { of, path }: Probe): Promise<boolean> {
  const request = { method: 'GET', path, what: `ask ${of}`, withinMs: answerWithinMs } as const
  return sendForText(cluster, request).then(
    () => true,
    () => false,
  )
}

function probeOfNode(node: string): Probe {
  return { of: `kube-proxy on ${node}`, path: `/api/v1/nodes/${node}:${kubeProxyHealth}/proxy/healthz` }
}

function probeOfPod({ metadata }: ObjectOf<'Pod'>): Probe {
  const { namespace, name } = metadata ?? {}
  return {
    of: `Pod ${name}`,
    path: `/api/v1/namespaces/${namespace}/pods/${name}:${coreDnsReady}/proxy/ready`,
  }
}

function isCoreDns({ metadata }: ObjectOf<'Pod'>): boolean {
  return metadata?.labels?.['k8s-app'] === 'kube-dns'
}
