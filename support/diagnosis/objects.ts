/**
 * The few fields of Kubernetes objects that the rules read, as the journal's lines hold them. Everything is optional:
 * a record may be old, cut, or of a cluster that does not fill a field.
 *
 * Knows nothing of the journal.
 */
export interface Metadata {
  name?: string
  namespace?: string
  uid?: string
  deletionTimestamp?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: { kind?: string; name?: string }[]
}

export interface KubernetesObject {
  kind?: string
  metadata?: Metadata
  spec?: Record<string, unknown>
  status?: Record<string, unknown>
}

export interface ContainerState {
  waiting?: { reason?: string; message?: string }
  running?: object
  terminated?: { reason?: string; message?: string; exitCode?: number; signal?: number }
}

export interface ContainerStatus {
  name?: string
  image?: string
  ready?: boolean
  restartCount?: number
  state?: ContainerState
  lastState?: ContainerState
}

export interface Container {
  name?: string
  image?: string
  env?: { name?: string; value?: string }[]
  volumeMounts?: { name?: string; mountPath?: string; readOnly?: boolean }[]
}

export interface Volume {
  name?: string
  emptyDir?: object
  persistentVolumeClaim?: { claimName?: string }
  nfs?: { server?: string; path?: string }
}

export interface Pod {
  metadata?: Metadata
  spec?: {
    nodeName?: string
    hostname?: string
    subdomain?: string
    containers?: Container[]
    initContainers?: Container[]
    volumes?: Volume[]
  }
  status?: {
    phase?: string
    podIP?: string
    conditions?: { type?: string; status?: string; reason?: string; message?: string }[]
    containerStatuses?: ContainerStatus[]
    initContainerStatuses?: ContainerStatus[]
  }
}

export interface Claim {
  metadata?: Metadata
  spec?: {
    storageClassName?: string
    volumeName?: string
    resources?: { requests?: { storage?: string } }
  }
  status?: { phase?: string }
}

export interface PersistentVolume {
  metadata?: Metadata
  spec?: { nfs?: { server?: string; path?: string }; claimRef?: { name?: string; uid?: string } }
}

export interface StatefulSet {
  metadata?: Metadata
  spec?: {
    replicas?: number
    serviceName?: string
    podManagementPolicy?: string
    template?: { spec?: Pod['spec'] }
    volumeClaimTemplates?: { metadata?: Metadata }[]
  }
}

/** A template as the controller has kept it, under the name that its Pods carry as a label. */
export interface ControllerRevision {
  metadata?: Metadata
  data?: { spec?: { template?: { spec?: Pod['spec'] } } }
}

export function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
}

export function isTerminating({ metadata }: Pod): boolean {
  return metadata?.deletionTimestamp !== undefined
}

/** Init containers first, as they run. */
export function statusesOf({ status }: Pod): ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
}
