/**
 * What runs in the cluster's own namespaces, with the images as the runtimes resolved them: control plane, network, DNS,
 * provisioners. Two clusters of one version differ in these.
 *
 * Reads only what may be read; knows nothing of the report.
 */
import type { Cluster } from '../kubernetes/cluster.ts'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { listObjects } from '../kubernetes/objects.ts'
import type { ComponentFacts } from '../record.ts'
import { isNamespaceOfRun } from '../run-context.ts'

/** Names of namespaces in which clusters keep what is theirs; workloads of users are none of ours. */
const ownNamespaces =
  /^kube-(?!public|node-lease)|-system$|storage|provision|(^|-)(csi|cni|calico|cilium|flannel|rook|longhorn)(-|$)/
/** A cluster with more of them is not told apart by its namespaces. */
const mostNamespaces = 12

/** @throws Failure when the API server does not answer or does not allow it. */
export async function readComponents(cluster: Cluster): Promise<ComponentFacts[]> {
  const { items } = await listObjects(cluster, 'Namespace')
  const names = items.map(({ metadata }) => metadata?.name ?? '')
  const own = names
    .filter(name => ownNamespaces.test(name) && !isNamespaceOfRun(name))
    .slice(0, mostNamespaces)
  const lists = await Promise.all(own.map(namespace => listObjects(cluster, 'Pod', { namespace })))
  return componentsIn(lists.flatMap(({ items }) => items))
}

/** One for each workload and image, whichever of its Pods it was seen in. A Pod without an owner comes and goes: it is none. */
export function componentsIn(pods: readonly ObjectOf<'Pod'>[]): ComponentFacts[] {
  const found = new Map<string, ComponentFacts>()
  for (const pod of pods.filter(({ metadata }) => metadata?.ownerReferences !== undefined))
    for (const { image, imageID } of pod.status?.containerStatuses ?? []) {
      const namespace = pod.metadata?.namespace ?? ''
      const digest = /sha256:[0-9a-f]{64}/.exec(imageID)?.[0]
      const facts = { name: workloadOf(pod), namespace, image, ...(digest !== undefined && { digest }) }
      found.set(Object.values(facts).join(' '), facts)
    }
  return [...found.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

function keyOf({ namespace, name, image }: ComponentFacts): string {
  return `${namespace} ${name} ${image}`
}

/** The Pod's name without what its owner appended: a hash, a node's name, an ordinal. */
function workloadOf({ metadata, spec }: ObjectOf<'Pod'>): string {
  const owner = metadata?.ownerReferences?.[0]
  const name = metadata?.name ?? ''
  if (owner?.kind === 'ReplicaSet') return owner.name.replace(/-[a-z0-9]+$/, '')
  if (owner?.kind === 'Node') return name.replace(`-${spec?.nodeName}`, '')
  return owner?.name ?? name
}

/** Network plugins by the names of what they run; the list of https://kubernetes.io/docs/concepts/cluster-administration/addons/ and the clouds' own. */
const networkPlugins =
  /kindnet|calico|canal|cilium|flannel|weave|antrea|ovnkube|kube-router|multus|aws-node|azure-cni|azure-npm|netd|(^|-)(network|cni)(-|$)/

/** Names of the network plugin's components with their images; undefined where none is known. */
export function networkPluginIn(components: readonly ComponentFacts[]): string | undefined {
  const found = components.filter(
    ({ name, image }) => networkPlugins.test(name) && !/operator|controller/.test(name + image),
  )
  return found.length === 0
    ? undefined
    : [...new Set(found.map(({ name, image }) => `${name} (${image})`))].join(', ')
}

/** Image of the cluster's DNS server, by the name that every distribution keeps for it. */
export function dnsImageIn(components: readonly ComponentFacts[]): string | undefined {
  return components.find(({ name, image }) => /coredns|kube-dns/.test(`${name} ${image}`))?.image
}
