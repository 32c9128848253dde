/** What is done to a StatefulSet and its Pods as a whole. Knows nothing of waiting. */
import type { Cluster } from './cluster.ts'
import { deleteCollection, deleteObject, patchObject, selectorOf } from './objects.ts'

interface Named {
  namespace: string
  name: string
}

/** Sets the number of replicas by the scale subresource, as `kubectl scale` does. */
export async function scaleStatefulSet(
  cluster: Cluster,
  { namespace, name }: Named,
  replicas: number,
): Promise<void> {
  await patchObject(
    cluster,
    { kind: 'StatefulSet', namespace, name },
    { spec: { replicas } },
    { subresource: 'scale' },
  )
}

/** Deletes the StatefulSet and, in the background, its Pods. Claims stay. */
export async function deleteStatefulSet(cluster: Cluster, { namespace, name }: Named): Promise<void> {
  await deleteObject(cluster, { kind: 'StatefulSet', namespace, name }, { propagation: 'Foreground' })
}

/** Deletes every Pod with these labels in one request, as `kubectl delete pod -l` does. */
export async function deletePods(
  cluster: Cluster,
  namespace: string,
  labels: Record<string, string>,
): Promise<void> {
  await deleteCollection(cluster, 'Pod', { namespace, labelSelector: selectorOf(labels) })
}
