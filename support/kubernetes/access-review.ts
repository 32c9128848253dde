/**
 * Asks the API server whether we may do something, as `kubectl auth can-i` does. Costs no right: every user may ask about
 * himself (system:basic-user).
 */
import { isPath, type Right } from '../rights.ts'
import type { Cluster } from './cluster.ts'
import { send } from './request.ts'

/**
 * @param namespace what stands for the run's own namespaces.
 * @throws Failure as `send` does.
 */
export async function mayI(cluster: Cluster, right: Right, namespace: string): Promise<boolean> {
  const { status } = await send<{ status: { allowed: boolean } }>(cluster, {
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: attributesOf(right, namespace),
    },
    what: 'ask what we may do',
  })
  return status.allowed
}

function attributesOf(right: Right, namespace: string) {
  const { verb, group, resource, subresource, place } = right
  if (isPath(right)) return { nonResourceAttributes: { path: resource, verb } }
  const where = place === 'own' ? namespace : place === 'cluster' ? undefined : place
  return {
    resourceAttributes: {
      verb,
      group,
      resource,
      ...(subresource !== undefined && { subresource }),
      ...(where !== undefined && { namespace: where }),
    },
  }
}
