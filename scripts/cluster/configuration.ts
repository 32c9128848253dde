/**
 * What decides how a cluster behaves: DNS, network and storage as they were set up. Written down when the cluster is
 * made, compared before it is used again: verdicts about a cluster that somebody has changed would mislead.
 *
 * Knows nothing of who changed it, nor of namespaces other than the system's.
 */
import type { Cluster } from '../../support/kubernetes/cluster.ts'
import { isNotFound, send } from '../../support/kubernetes/request.ts'
import { runLabel } from '../../support/run-context.ts'
import { contentKey } from '../images/content-key.ts'
import { systemNamespaces } from './health.ts'

/** `ConfigMap kube-system/coredns` → hash of what matters in it. */
export type Configuration = Record<string, string>

interface Item {
  metadata: { name: string; labels?: Record<string, string>; annotations?: Record<string, string> }
  [part: string]: unknown
}

interface Source {
  kind: string
  path: string
  /** The part that a person or a fault may change, and the cluster itself does not. */
  matters(item: Item): unknown
}

const admission = '/apis/admissionregistration.k8s.io/v1'
/** kubeadm's own, which change with a token that ends. */
const changing = new Set(['kube-root-ca.crt', 'cluster-info', 'extension-apiserver-authentication'])

const sources: readonly Source[] = [
  ...systemNamespaces.flatMap(namespace => [
    { kind: `ConfigMap ${namespace}/`, path: `/api/v1/namespaces/${namespace}/configmaps`, matters: dataOf },
    {
      kind: `Deployment ${namespace}/`,
      path: `/apis/apps/v1/namespaces/${namespace}/deployments`,
      matters: specOf,
    },
    {
      kind: `DaemonSet ${namespace}/`,
      path: `/apis/apps/v1/namespaces/${namespace}/daemonsets`,
      matters: specOf,
    },
    { kind: `Service ${namespace}/`, path: `/api/v1/namespaces/${namespace}/services`, matters: specOf },
  ]),
  { kind: 'StorageClass ', path: '/apis/storage.k8s.io/v1/storageclasses', matters: withoutMetadata },
  {
    kind: 'Node ',
    path: '/api/v1/nodes',
    matters: ({ spec }) => (spec as { unschedulable?: boolean }).unschedulable,
  },
  ...['mutatingadmissionpolicies', 'validatingadmissionpolicies'].map(plural => policies(plural, 'spec')),
  ...['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'].map(plural =>
    policies(plural, 'webhooks'),
  ),
]

/** Reads the configuration as it is now. */
export async function readConfiguration(cluster: Cluster): Promise<Configuration> {
  const read = await Promise.all(sources.map(source => readSource(cluster, source)))
  return Object.fromEntries(read.flat())
}

/** What differs, in one phrase, or undefined. */
export function whatChanged(before: Configuration, now: Configuration): string | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    name => before[name] !== now[name],
  )
  return names.length === 0 ? undefined : `changed since it was made: ${names.toSorted().join(', ')}`
}

async function readSource(cluster: Cluster, { kind, path, matters }: Source): Promise<[string, string][]> {
  const what = `list ${path.slice(path.lastIndexOf('/') + 1)}`
  const { items } = await send<{ items: Item[] }>(cluster, { method: 'GET', path, what }).catch(noneIfUnknown)
  return (
    items
      // What a run that goes on at this moment has made goes with it, and is no change of the cluster.
      .filter(({ metadata }) => !changing.has(metadata.name) && metadata.labels?.[runLabel] === undefined)
      .map(item => [`${kind}${item.metadata.name}`, contentKey(JSON.stringify(matters(item)) ?? '')])
  )
}

/** An older API server does not know every kind of admission policy, and then has none. */
function noneIfUnknown(error: unknown): { items: Item[] } {
  if (isNotFound(error)) return { items: [] }
  throw error
}

function policies(plural: string, part: string): Source {
  return { kind: `${plural} `, path: `${admission}/${plural}`, matters: item => item[part] }
}

function dataOf(item: Item): unknown {
  return item.data
}

function specOf(item: Item): unknown {
  return item.spec
}

function withoutMetadata({ metadata, ...rest }: Item): unknown {
  return { ...rest, annotations: metadata.annotations }
}
