/**
 * The rights of the NFS provisioner: in the whole cluster what a provisioner must see and make, in its own namespace
 * the lock by which one of several leads.
 *
 * Pure functions; knows nothing of a cluster. The article grants endpoints in the whole cluster for the lock.
 */
import type { ManifestOf } from '../../kubernetes/kinds.ts'
import { clusterWideNames, provisionerName } from './provisioner-manifests.ts'

const apiVersion = 'rbac.authorization.k8s.io/v1'
const apiGroup = 'rbac.authorization.k8s.io'
/** The name that the public provisioner's own manifests give to this Role. */
const lockName = 'leader-locking-nfs-client-provisioner'

export interface RightsOptions {
  /** Namespace of the provisioner's ServiceAccount. */
  namespace: string
  suffix?: string
}

export function provisionerClusterRole({ suffix }: RightsOptions): ManifestOf<'ClusterRole'> {
  const see = ['get', 'list', 'watch']
  return {
    apiVersion,
    kind: 'ClusterRole',
    metadata: { name: clusterWideNames(suffix).clusterRole },
    rules: [
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: [...see, 'create', 'delete'] },
      { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: see },
      { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: see },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
    ],
  }
}

export function provisionerClusterRoleBinding(options: RightsOptions): ManifestOf<'ClusterRoleBinding'> {
  const { clusterRole, clusterRoleBinding } = clusterWideNames(options.suffix)
  return {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name: clusterRoleBinding },
    subjects: subjects(options),
    roleRef: { apiGroup, kind: 'ClusterRole', name: clusterRole },
  }
}

/**
 * The lock. Ours is a Lease; the public image (v4.0.2, on the provisioner library's v6) still locks on an Endpoints
 * object of the same name. `create` cannot be granted by name.
 */
export function lockRole({ namespace, suffix }: RightsOptions): ManifestOf<'Role'> {
  const resourceNames = [clusterWideNames(suffix).provisioner.replaceAll('/', '-')]
  const lock = (group: string, resource: string) => [
    { apiGroups: [group], resources: [resource], verbs: ['create'] },
    { apiGroups: [group], resources: [resource], resourceNames, verbs: ['get', 'update'] },
  ]
  return {
    apiVersion,
    kind: 'Role',
    metadata: { name: lockName, namespace },
    rules: [...lock('coordination.k8s.io', 'leases'), ...lock('', 'endpoints')],
  }
}

export function lockRoleBinding(options: RightsOptions): ManifestOf<'RoleBinding'> {
  return {
    apiVersion,
    kind: 'RoleBinding',
    metadata: { name: lockName, namespace: options.namespace },
    subjects: subjects(options),
    roleRef: { apiGroup, kind: 'Role', name: lockName },
  }
}

function subjects({ namespace }: RightsOptions) {
  return [{ kind: 'ServiceAccount', name: provisionerName, namespace }]
}
