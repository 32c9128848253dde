/**
 * The objects of the NFS experiments: a claim on a class, and a Pod that has it at /data.
 *
 * Pure functions; know nothing of the provisioner or of the server.
 */
import type { ManifestOf } from '../../kubernetes/kinds.ts'

/** Where the Pods find their claim. */
export const dataPath = '/data'

export function claim(
  name: string,
  storage: string,
  storageClassName: string,
): ManifestOf<'PersistentVolumeClaim'> {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name },
    spec: { accessModes: ['ReadWriteMany'], storageClassName, resources: { requests: { storage } } },
  }
}

export interface StoragePod {
  name: string
  /** Without one the Pod has no volume. */
  claim?: string
  image: string
  imagePullPolicy: string
  /** Default: root. */
  user?: number
  /** Runs on this node. */
  node?: string
  /** Does not run on this one. */
  notOn?: string
}

/** A Pod that does nothing but hold its claim, if it has one; what it is to do, it is told by exec. */
export function storagePod({
  name,
  claim,
  image,
  imagePullPolicy,
  user,
  node,
  notOn,
}: StoragePod): ManifestOf<'Pod'> {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      containers: [
        {
          name: 'storage',
          image,
          imagePullPolicy,
          command: ['sleep', 'infinity'],
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '256Mi' } },
          ...(claim !== undefined && { volumeMounts: [{ name: 'data', mountPath: dataPath }] }),
        },
      ],
      ...(claim !== undefined && {
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
      }),
      automountServiceAccountToken: false,
      // Not 0: the Pod would be gone from the API at once, with its processes and its mount still there.
      terminationGracePeriodSeconds: 1,
      ...(user !== undefined && { securityContext: { runAsUser: user, runAsGroup: user } }),
      ...(node !== undefined && { nodeSelector: { 'kubernetes.io/hostname': node } }),
      ...(notOn !== undefined && { affinity: { nodeAffinity: awayFrom(notOn) } }),
    },
  }
}

function awayFrom(node: string) {
  const matchExpressions = [{ key: 'kubernetes.io/hostname', operator: 'NotIn', values: [node] }]
  return { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } }
}
