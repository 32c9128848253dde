/**
 * The kinds that stateproof uses: their types, their place in the API, whether they live in a namespace.
 * A table instead of the server's discovery: it costs no request, and watches need it before anything else.
 */
import type {
  CoreV1Event,
  V1ClusterRole,
  V1ClusterRoleBinding,
  V1ConfigMap,
  V1ControllerRevision,
  V1CSINode,
  V1DaemonSet,
  V1Deployment,
  V1EndpointSlice,
  V1Job,
  V1Lease,
  V1LimitRange,
  V1Namespace,
  V1Node,
  V1PersistentVolume,
  V1PersistentVolumeClaim,
  V1Pod,
  V1ResourceQuota,
  V1Role,
  V1RoleBinding,
  V1Service,
  V1ServiceAccount,
  V1StatefulSet,
  V1StorageClass,
} from '@kubernetes/client-node'

export interface Kinds {
  ClusterRole: V1ClusterRole
  ClusterRoleBinding: V1ClusterRoleBinding
  ConfigMap: V1ConfigMap
  ControllerRevision: V1ControllerRevision
  CSINode: V1CSINode
  DaemonSet: V1DaemonSet
  Deployment: V1Deployment
  EndpointSlice: V1EndpointSlice
  Event: CoreV1Event
  Job: V1Job
  Lease: V1Lease
  LimitRange: V1LimitRange
  Namespace: V1Namespace
  Node: V1Node
  PersistentVolume: V1PersistentVolume
  PersistentVolumeClaim: V1PersistentVolumeClaim
  Pod: V1Pod
  ResourceQuota: V1ResourceQuota
  Role: V1Role
  RoleBinding: V1RoleBinding
  Service: V1Service
  ServiceAccount: V1ServiceAccount
  StatefulSet: V1StatefulSet
  StorageClass: V1StorageClass
}

export type Kind = keyof Kinds
/** An object of a kind as the server sends it (dates are ISO texts on the wire, whatever client-node's types say). */
export type ObjectOf<K extends Kind> = Kinds[K]
/** An object of a kind as it is sent: with apiVersion and kind. */
export type ManifestOf<K extends Kind> = Kinds[K] & { apiVersion: string; kind: K }

interface Place {
  apiVersion: string
  plural: string
  namespaced: boolean
}

const core = (plural: string, namespaced = true): Place => ({ apiVersion: 'v1', plural, namespaced })
const rights = (plural: string, namespaced = true): Place => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  plural,
  namespaced,
})

const places: Record<Kind, Place> = {
  ClusterRole: rights('clusterroles', false),
  ClusterRoleBinding: rights('clusterrolebindings', false),
  ConfigMap: core('configmaps'),
  ControllerRevision: { apiVersion: 'apps/v1', plural: 'controllerrevisions', namespaced: true },
  CSINode: { apiVersion: 'storage.k8s.io/v1', plural: 'csinodes', namespaced: false },
  DaemonSet: { apiVersion: 'apps/v1', plural: 'daemonsets', namespaced: true },
  Deployment: { apiVersion: 'apps/v1', plural: 'deployments', namespaced: true },
  EndpointSlice: { apiVersion: 'discovery.k8s.io/v1', plural: 'endpointslices', namespaced: true },
  Event: core('events'),
  Job: { apiVersion: 'batch/v1', plural: 'jobs', namespaced: true },
  Lease: { apiVersion: 'coordination.k8s.io/v1', plural: 'leases', namespaced: true },
  LimitRange: core('limitranges'),
  Namespace: core('namespaces', false),
  Node: core('nodes', false),
  PersistentVolume: core('persistentvolumes', false),
  PersistentVolumeClaim: core('persistentvolumeclaims'),
  Pod: core('pods'),
  ResourceQuota: core('resourcequotas'),
  Role: rights('roles'),
  RoleBinding: rights('rolebindings'),
  Service: core('services'),
  ServiceAccount: core('serviceaccounts'),
  StatefulSet: { apiVersion: 'apps/v1', plural: 'statefulsets', namespaced: true },
  StorageClass: { apiVersion: 'storage.k8s.io/v1', plural: 'storageclasses', namespaced: false },
}

/** The versions of the API under which we use a resource; none for one that is in no table of ours. */
export function apiVersionsOf(group: string, resource: string): string[] {
  const found = Object.values(places).filter(({ apiVersion, plural }) => {
    const [name, version] = apiVersion.split('/')
    return plural === resource && (version === undefined ? '' : name) === group
  })
  return [...new Set(found.map(({ apiVersion }) => apiVersion))]
}

/** How rights name a kind. @returns undefined for a kind that is in no table of ours. */
export function resourceOf(
  kind: string,
): { group: string; resource: string; namespaced: boolean } | undefined {
  const place = (places as Partial<Record<string, Place>>)[kind]
  if (place === undefined) return undefined
  const { apiVersion, plural, namespaced } = place
  return {
    group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '',
    resource: plural,
    namespaced,
  }
}

/** Path of a collection: `/apis/apps/v1/namespaces/ns/statefulsets`; without a namespace, of all namespaces. */
export function collectionPath(kind: Kind, namespace?: string): string {
  const { apiVersion, plural, namespaced } = places[kind]
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  return namespaced && namespace !== undefined
    ? `${group}/namespaces/${namespace}/${plural}`
    : `${group}/${plural}`
}

export function objectPath({ kind, namespace, name }: ObjectRef): string {
  return `${collectionPath(kind, namespace)}/${name}`
}

/** Which object: enough to find it. */
export interface ObjectRef {
  kind: Kind
  namespace?: string
  name: string
}

/** `Pod web-0`, as a person would say it. */
export function nameOf({ kind, name }: { kind: string; name: string }): string {
  return `${kind} ${name}`
}
