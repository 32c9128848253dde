/** The cluster's DNS server, and which kinds of addresses Services get. */

import { dnsService } from '../kubernetes/dns.ts'
import { readObject } from '../kubernetes/objects.ts'
import { unlessForbidden } from '../kubernetes/request.ts'
import type { Template } from '../needs/needs.ts'
import type { Finding } from '../record.ts'
import { type Inquiry, limits, ok, unknown } from './inquiry.ts'

export async function lookAtDns({ cluster, needs }: Inquiry): Promise<Finding[]> {
  const scenarios = [...needs].filter(([, { rights }]) => rights.some(asksEveryReplica)).map(([id]) => id)
  const found = await unlessForbidden(dnsService(cluster))
  if (found === undefined)
    return [unknown('dns', 'this user may not look for the DNS server in kube-system', { scenarios })]
  if (found.names.length === 0)
    return [
      limits(
        'dns',
        'there is no Service labelled k8s-app=kube-dns in kube-system, so the DNS server is not known',
        {
          scenarios,
          verdict: 'not supported',
        },
      ),
    ]
  // Without replicas either the cluster is broken or its DNS server is another: the scenarios find out.
  return [ok('dns', `Service ${found.names.join(', ')} with ${found.servers.length} Ready replicas`)]
}

function asksEveryReplica({ resource, place }: { resource: string; place: string }): boolean {
  return resource === 'endpointslices' && place === 'kube-system'
}

/** From the Service that every cluster has: it gets addresses as a Service of ours would that asks for none. */
export async function lookAtAddresses({ cluster, fingerprint, needs }: Inquiry): Promise<Finding[]> {
  const code = 'ip-families'
  const service = await unlessForbidden(
    readObject(cluster, { kind: 'Service', namespace: 'default', name: 'kubernetes' }),
  )
  if (service === undefined) return [unknown(code, 'this user may not read Service kubernetes in default')]
  const families = service.spec?.ipFamilies ?? []
  const onNodes = new Set(fingerprint.nodes.flatMap(({ podCidrs = [] }) => podCidrs.map(familyOf)))
  const sentence = `Services get ${families.join(' and ') || 'unknown'} addresses, Pods ${[...onNodes].join(' and ') || 'unknown'} ones`
  const withObject = (kind: string, name: string) => {
    const found = (object: Template) => object.kind === kind && object.metadata.name === name
    return [...needs].filter(([, { objects }]) => objects.some(found)).map(([id]) => id)
  }
  const barred = (why: string, scenarios: string[]) =>
    limits(code, `${sentence}; ${why}`, { scenarios, verdict: 'not supported' })
  const [first] = onNodes
  if (families[0] !== undefined && first !== undefined && families[0] !== first)
    return [
      barred('names of Pods are answered with addresses of the other kind', withObject('Pod', 'client')),
    ]
  if (families.includes('IPv4') || families.length === 0)
    return [ok(code, onNodes.size > 1 ? `dual stack: ${sentence}` : sentence)]
  const elasticsearch = withObject('StatefulSet', 'es')
  if (elasticsearch.length === 0) return [ok(code, sentence)]
  return [barred("the article's Elasticsearch listens on IPv4 only (network.host 0.0.0.0)", elasticsearch)]
}

function familyOf(cidr: string): string {
  return cidr.includes(':') ? 'IPv6' : 'IPv4'
}
