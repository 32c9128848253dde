/**
 * Emptying a namespace before it is deleted. The namespace controller looks again only after half of the Pods' grace
 * period (16 s), or after 8 s for a finalizer of a claim, however quickly they went (kubernetes
 * pkg/controller/namespace/deletion, ResourcesRemainingError).
 *
 * Knows nothing of waiting.
 */
import type { Cluster } from './cluster.ts'
import type { Kind } from './kinds.ts'
import { deleteCollection, listObjects } from './objects.ts'
import { unlessForbidden } from './request.ts'

/** What is made by a person or a controller and takes time to go. Sets first, or they would make new Pods. */
const emptiedFirst = ['StatefulSet', 'Deployment', 'Pod', 'PersistentVolumeClaim'] as const
/** What else a scenario may make in a namespace; where the namespace itself goes, it goes with it. */
const emptiedLast = [
  'DaemonSet',
  'Service',
  'ConfigMap',
  'ServiceAccount',
  'RoleBinding',
  'Role',
  'Lease',
] as const

/** Nothing is asked of these Pods any more: a database that sits out its half minute would only keep us waiting. */
const gracePeriodSeconds = 1

/** Asks for the deletion of every StatefulSet, Pod and claim. */
export async function emptyNamespace(cluster: Cluster, namespace: string): Promise<void> {
  for (const kind of emptiedFirst) await deleteCollection(cluster, kind, { namespace, gracePeriodSeconds })
}

/** Whether no Pods and no claims are left. */
export async function isNamespaceEmpty(cluster: Cluster, namespace: string): Promise<boolean> {
  const lists = await Promise.all([
    listObjects(cluster, 'Pod', { namespace }),
    listObjects(cluster, 'PersistentVolumeClaim', { namespace }),
  ])
  return lists.every(({ items }) => items.length === 0)
}

/**
 * In a namespace that stays: asks for the deletion of what carries the label, and of nothing else. A kind that we may not
 * delete is one that we cannot have made.
 */
export async function emptyByLabel(
  cluster: Cluster,
  namespace: string,
  labelSelector: string,
): Promise<void> {
  for (const kind of [...emptiedFirst, ...emptiedLast])
    await unlessForbidden(deleteCollection(cluster, kind, { namespace, labelSelector, gracePeriodSeconds }))
}

/** What carries the label in a namespace that stays, as `Pod web-0`. */
export async function listByLabel(
  cluster: Cluster,
  namespace: string,
  labelSelector: string,
): Promise<{ kind: Kind; name: string; finalizers: string[] }[]> {
  const lists = [...emptiedFirst, ...emptiedLast].map(async kind => {
    const list = await unlessForbidden(listObjects(cluster, kind, { namespace, labelSelector }))
    return (list?.items ?? []).map(({ metadata }) => ({
      kind,
      name: metadata?.name ?? '',
      finalizers: metadata?.finalizers ?? [],
    }))
  })
  return (await Promise.all(lists)).flat()
}
