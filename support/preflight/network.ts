/** The cluster's DNS server, and which kinds of addresses Services get. */

import { dnsService } from '../kubernetes/dns.ts'
import { readObject } from '../kubernetes/objects.ts'
import { unlessForbidden } from '../kubernetes/request.ts'
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
  // Without replicas the cluster is broken, and the scenarios say so.
  return [ok('dns', `Service ${found.names.join(', ')} with ${found.addresses.length} Ready replicas`)]
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
  if (families[0] !== 'IPv6') return [ok(code, onNodes.size > 1 ? `dual stack: ${sentence}` : sentence)]
  return [
    limits(code, `${sentence}; the client asks for IPv4 addresses only`, {
      scenarios: [...needs].filter(([, { objects }]) => objects.some(isClient)).map(([id]) => id),
      verdict: 'not supported',
    }),
  ]
}

function isClient({ kind, metadata }: { kind: string; metadata: { name?: string } }): boolean {
  return kind === 'Pod' && metadata.name === 'client'
}

function familyOf(cidr: string): string {
  return cidr.includes(':') ? 'IPv6' : 'IPv4'
}
