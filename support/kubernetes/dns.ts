/**
 * The cluster's DNS server: where its replicas are and on which port they listen, and which domain it serves; detected,
 * never assumed.
 *
 * Knows nothing of asking questions; that is the client's.
 */
import { Failure } from '../failure.ts'
import type { Cluster } from './cluster.ts'
import type { ObjectOf } from './kinds.ts'
import { listObjects } from './objects.ts'
import { readyIn, serviceOf } from './services.ts'

/** The label that every DNS add-on for Kubernetes carries, whatever its name (kubernetes/dns specification, kube-dns). */
const dnsLabel = 'k8s-app=kube-dns'
const dnsNamespace = 'kube-system'

/** What a DNS server listens on where nothing else is said. */
const standardPort = 53

/**
 * How a replica is named, to dig and in a report: its address, and its port where that is not 53: `10.244.0.3#8053`, as
 * dig itself writes it. The Service's port is 53 everywhere; the Pods behind it need not listen there (Gardener's
 * CoreDNS: 8053, OpenShift's: 5353).
 */
function serverAt(address: string, port = standardPort): string {
  return port === standardPort ? address : `${address}#${port}`
}

/** A replica that is not among the Ready ones listens, if at all, where they do. */
export function serverLike(address: string, [ready]: readonly string[]): string {
  const port = ready?.split('#')[1]
  return serverAt(address, port === undefined ? standardPort : Number(port))
}

/** The Services of the DNS server, and all Ready replicas behind them, by address and port. */
export async function dnsService(cluster: Cluster): Promise<{ names: string[]; servers: string[] }> {
  const [services, slices] = await Promise.all([
    listObjects(cluster, 'Service', { namespace: dnsNamespace, labelSelector: dnsLabel }),
    listObjects(cluster, 'EndpointSlice', { namespace: dnsNamespace }),
  ])
  const names = services.items.map(({ metadata }) => metadata?.name ?? '')
  const ours = slices.items.filter(slice => names.includes(serviceOf(slice) ?? ''))
  return { names, servers: [...new Set(ours.flatMap(serversIn))].sort() }
}

/** The Ready replicas in a slice; none in one that serves something else, such as a Service for metrics alone. */
function serversIn(slice: ObjectOf<'EndpointSlice'>): string[] {
  const ports = slice.ports ?? []
  const udp = ports.filter(({ protocol }) => protocol === 'UDP')
  if (ports.length > 0 && udp.length === 0) return []
  const { port } = udp.find(({ name }) => name === 'dns') ?? udp[0] ?? {}
  return readyIn(slice).map(address => serverAt(address, port))
}

/** @returns all Ready replicas, by address and port. @throws Failure `dns-down` when none is Ready, `dns-unknown` when there is no such Service. */
export async function dnsReplicas(cluster: Cluster): Promise<string[]> {
  const { names, servers } = await dnsService(cluster)
  if (servers.length > 0) return servers
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
