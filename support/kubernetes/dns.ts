/**
 * The cluster's DNS server: where its replicas are, and which domain it serves; detected, never assumed.
 *
 * Knows nothing of asking questions; that is the client's.
 */
import { Failure } from '../failure.ts'
import type { Cluster } from './cluster.ts'
import { listObjects } from './objects.ts'
import { readyAddresses } from './services.ts'

/** The label that every DNS add-on for Kubernetes carries, whatever its name (kubernetes/dns specification, kube-dns). */
const dnsLabel = 'k8s-app=kube-dns'
const dnsNamespace = 'kube-system'

/** The Services of the DNS server, and the addresses of all Ready replicas behind them. */
export async function dnsService(cluster: Cluster): Promise<{ names: string[]; addresses: string[] }> {
  const [services, slices] = await Promise.all([
    listObjects(cluster, 'Service', { namespace: dnsNamespace, labelSelector: dnsLabel }),
    listObjects(cluster, 'EndpointSlice', { namespace: dnsNamespace }),
  ])
  const names = services.items.map(({ metadata }) => metadata?.name ?? '')
  const addresses = names.flatMap(name => readyAddresses(slices.items, name))
  return { names, addresses: [...new Set(addresses)] }
}

/** @returns the addresses of all Ready replicas. @throws Failure `dns-down` when none is Ready, `dns-unknown` when there is no such Service. */
export async function dnsReplicas(cluster: Cluster): Promise<string[]> {
  const { names, addresses } = await dnsService(cluster)
  if (addresses.length > 0) return addresses
  throw new Failure({
    // A DNS Service without anyone behind it is a broken cluster; no such Service is one that we do not know.
    code: names.length > 0 ? 'dns-down' : 'dns-unknown',
    what: 'find the replicas of the cluster DNS',
    expected: `a Service labelled ${dnsLabel} in ${dnsNamespace} with Ready endpoints`,
    got: `${names.length} such Services, no Ready endpoint`,
  })
}

/**
 * The cluster domain, from the search list that the kubelet wrote for a Pod: `search ns.svc.cluster.local svc.cluster.local …`.
 * @returns undefined when the list has no entry for the namespace.
 */
export function clusterDomainIn(resolvConf: string, namespace: string): string | undefined {
  const search = /^search\s+(.*)$/m.exec(resolvConf)?.[1]?.split(/\s+/) ?? []
  const prefix = `${namespace}.svc.`
  return search
    .find(entry => entry.startsWith(prefix))
    ?.slice(prefix.length)
    .replace(/\.$/, '')
}
