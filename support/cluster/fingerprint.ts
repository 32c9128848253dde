/**
 * What a cluster is: version, nodes, DNS, default storage class. Read once, before the first write, for the report and
 * for what the cluster lacks.
 */
import type { Cluster } from '../kubernetes/cluster.ts'
import { dnsReplicas } from '../kubernetes/dns.ts'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { listObjects, serverVersion } from '../kubernetes/objects.ts'
import { unlessForbidden } from '../kubernetes/request.ts'
import { defaultClassIn } from '../kubernetes/storage-classes.ts'
import type { NodeFacts, RunFacts, StorageClassFacts } from '../record.ts'
import { dnsImageIn, networkPluginIn, readComponents } from './components.ts'

export type Fingerprint = Omit<RunFacts['cluster'], 'provider'>

/** @throws Failure when the API server does not answer. What we may not read is left out. */
export async function readFingerprint(cluster: Cluster): Promise<Fingerprint> {
  const version = await serverVersion(cluster, { withinMs: 10_000 })
  const [nodes, classes, replicas, components] = await Promise.all([
    unlessForbidden(listObjects(cluster, 'Node')),
    unlessForbidden(listObjects(cluster, 'StorageClass')),
    dnsReplicas(cluster).catch(() => undefined),
    readComponents(cluster).catch(() => undefined),
  ])
  const standard = defaultClassIn(classes?.items ?? [])
  const [cni, dns] = [networkPluginIn(components ?? []), dnsImageIn(components ?? [])]
  const hidden = [...(nodes ? [] : ['Node']), ...(classes ? [] : ['StorageClass'])]
  return {
    context: cluster.context,
    server: cluster.server,
    version,
    nodes: (nodes?.items ?? []).map(factsOf),
    ...(hidden.length > 0 && { hidden }),
    ...(replicas && { dnsReplicas: replicas.length }),
    ...(standard && {
      defaultStorageClass: standard.metadata?.name ?? '',
      provisioner: standard.provisioner,
    }),
    ...(classes && { storageClasses: classes.items.map(item => classFactsOf(item, standard)) }),
    ...(components && { components }),
    ...(cni !== undefined && { cni }),
    ...(dns !== undefined && { dns }),
  }
}

function classFactsOf(
  { metadata, provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion }: ObjectOf<'StorageClass'>,
  standard: ObjectOf<'StorageClass'> | undefined,
): StorageClassFacts {
  return {
    name: metadata?.name ?? '',
    provisioner,
    isDefault: metadata?.name !== undefined && metadata.name === standard?.metadata?.name,
    ...(reclaimPolicy !== undefined && { reclaimPolicy }),
    ...(volumeBindingMode !== undefined && { bindingMode: volumeBindingMode }),
    expansion: allowVolumeExpansion ?? false,
  }
}

function factsOf({ metadata, spec, status }: ObjectOf<'Node'>): NodeFacts {
  const info = status?.nodeInfo
  const role = 'node-role.kubernetes.io/'
  return {
    name: metadata?.name ?? '',
    roles: Object.keys(metadata?.labels ?? {})
      .filter(label => label.startsWith(role))
      .map(label => label.slice(role.length)),
    kubeletVersion: info?.kubeletVersion ?? '',
    containerRuntime: info?.containerRuntimeVersion ?? '',
    kernel: info?.kernelVersion ?? '',
    osImage: info?.osImage ?? '',
    architecture: info?.architecture ?? '',
    podCidrs: spec?.podCIDRs ?? [],
    schedulable: takesPods({ ...(spec && { spec }), ...(status && { status }) }),
  }
}

/** Ready, not cordoned, without a taint that keeps Pods away which tolerate none. */
export function takesPods({ spec, status }: Pick<ObjectOf<'Node'>, 'spec' | 'status'>): boolean {
  const isReady = status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  const isTainted = spec?.taints?.some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
  return isReady === true && spec?.unschedulable !== true && isTainted !== true
}
