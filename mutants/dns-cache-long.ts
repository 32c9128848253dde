import type { Cluster } from '../support/kubernetes/cluster.ts'
import { deleteCollection, patchObject, readObject } from '../support/kubernetes/objects.ts'
import type { Mutant } from './mutant.ts'
import { waitForDns } from './wait-for-dns.ts'

const corefile = { kind: 'ConfigMap', namespace: 'kube-system', name: 'coredns' } as const

const cached = /answers live too long: the configuration of CoreDNS says "(?:ttl|cache) 3600", 3600 s/

/** DNS answers live for an hour, so that names do not follow the Pods. */
export const dnsCacheLong: Mutant = {
  name: 'dns-cache-long',
  breaks: 'CoreDNS keeps every answer for an hour',
  async inject(cluster) {
    const before = (await readObject(cluster, corefile)).data?.Corefile ?? ''
    const long = before.replace(/ttl \d+/, 'ttl 3600').replace(/cache \d+( \{[^}]*\})?/, 'cache 3600')
    await reconfigure(cluster, long)
    return () => reconfigure(cluster, before)
  },
  fails: {
    'identity/dns/the-names-follow-the-pods-when-all-pods-are-deleted':
      /follow the Pods within 30 s.*old address/,
    'services/headless/the-answer-follows-when-the-set-is-scaled-from-1-to-3':
      /resolve nginx.*expected .*, .*, .*got/,
    'services/headless/the-answer-follows-when-the-set-is-scaled-from-3-to-1':
      /resolve nginx.*expected .*got .*, .*,/,
  },
  diagnosis: {
    'identity/dns/the-names-follow-the-pods-when-all-pods-are-deleted': cached,
    'services/headless/the-answer-follows-when-the-set-is-scaled-from-1-to-3': cached,
    'services/headless/the-answer-follows-when-the-set-is-scaled-from-3-to-1': cached,
  },
}

async function reconfigure(cluster: Cluster, text: string): Promise<void> {
  await patchObject(cluster, corefile, { data: { Corefile: text } })
  await deleteCollection(cluster, 'Pod', { namespace: 'kube-system', labelSelector: 'k8s-app=kube-dns' })
  await waitForDns(cluster)
}
