/**
 * What of ours is on a cluster: by our label, and volumes by the namespace that they were claimed from, since they carry no
 * label and outlive it. Reads only.
 */
import { type Cluster, observed } from '../kubernetes/cluster.ts'
import type { Kind, ObjectOf } from '../kubernetes/kinds.ts'
import { listByLabel } from '../kubernetes/namespaces.ts'
import { listObjects } from '../kubernetes/objects.ts'
import { unlessForbidden } from '../kubernetes/request.ts'
import { isNamespaceOfRun, runSelector, sharedLabel } from '../run-context.ts'

export interface Selection {
  /** Without it, what every run made. */
  runId?: string
  /** Only what lies in this namespace, which is not ours. */
  namespace?: string
}

/** One thing of ours. */
export interface Owned {
  kind: Kind
  name: string
  namespace?: string
  /** It serves several scenarios and goes last. */
  shared?: boolean
  /** It has been told to go. */
  ending?: boolean
  /** Why it has not gone yet, as far as it says itself. */
  why?: string
}

/** What has no namespace: classes and rights. Where we may not see them, we cannot have made any. */
const clusterWide = ['StorageClass', 'ClusterRoleBinding', 'ClusterRole'] as const

/** @throws Failure when the server does not answer, or we may not list namespaces. */
export async function listOurs(cluster: Cluster, selection: Selection): Promise<Owned[]> {
  const { namespace } = selection
  const labelSelector = runSelector(selection.runId)
  if (namespace !== undefined)
    return (await listByLabel(cluster, namespace, labelSelector)).map(({ kind, name, finalizers }) => ({
      kind,
      name,
      namespace,
      ...(finalizers.length > 0 && { why: `finalizers ${finalizers.join(', ')}` }),
    }))
  const namespaces = (await listObjects(cluster, 'Namespace', { labelSelector })).items.map(toOwned)
  // Tried, not needed: who made some has the rights by which he made them.
  const wide = clusterWide.map(async kind => {
    const list = await unlessForbidden(listObjects(observed(cluster), kind, { labelSelector }))
    return (list?.items ?? []).map(
      ({ metadata }): Owned => ({ kind, name: metadata?.name ?? '', shared: true }),
    )
  })
  return [...namespaces, ...(await volumesOf(cluster, selection)), ...(await Promise.all(wide)).flat()]
}

/** `namespace stateproof-dns-… (finalizers remain)` */
export function describeOwned({ kind, name, namespace, why }: Owned): string {
  const words: Partial<Record<Kind, string>> = { Namespace: 'namespace', PersistentVolume: 'volume' }
  const place = namespace === undefined ? '' : ` in ${namespace}`
  return `${words[kind] ?? kind} ${name}${place}${why === undefined ? '' : ` (${why})`}`
}

/** The API server says in the namespace's conditions what keeps it from going. */
function toOwned({ metadata, status }: ObjectOf<'Namespace'>): Owned {
  const conditions = status?.conditions?.filter(({ status }) => status === 'True') ?? []
  return {
    kind: 'Namespace',
    name: metadata?.name ?? '',
    shared: metadata?.labels?.[sharedLabel] !== undefined,
    ending: metadata?.deletionTimestamp !== undefined,
    ...(conditions.length > 0 && { why: conditions.map(({ message }) => message).join('; ') }),
  }
}

/** A volume outlives its namespace, which may be gone since long: it is known by the name of that namespace. */
async function volumesOf(cluster: Cluster, { runId }: Selection): Promise<Owned[]> {
  const list = await unlessForbidden(listObjects(observed(cluster), 'PersistentVolume'))
  const ours = (list?.items ?? []).filter(
    ({ spec }) =>
      isNamespaceOfRun(spec?.claimRef?.namespace ?? '', runId) &&
      spec?.persistentVolumeReclaimPolicy !== 'Retain',
  )
  return ours.map(({ metadata, status }) => ({
    kind: 'PersistentVolume',
    name: metadata?.name ?? '',
    why: status?.phase ?? 'unknown',
  }))
}
