/**
 * What a run inside the cluster is made of: a namespace, the settings, an Indexed Job with one Pod for each shard, and
 * the rights that the Pods need. Kubernetes' own scheduler does the rest.
 *
 * Pure functions; knows nothing of how they are applied.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { ManifestOf } from '../../kubernetes/kinds.ts'
import { packageRoot } from '../../package.ts'

/** Name of the ServiceAccount, the container and the app. */
export const appName = 'stateproof'
/** Where the settings are mounted. */
const settingsFolder = '/etc/stateproof'
/** The Pods' only place to write. */
export const recordFolder = '/tmp/record'

export interface JobOptions {
  namespace: string
  name: string
  image: string
  imagePullPolicy: 'IfNotPresent' | 'Never'
  completions: number
  /** Name of the ConfigMap with the settings. */
  settings: string
  /** How long a Pod that is told to end may take to remove what it made. */
  graceSeconds: number
}

export function settingsMap(namespace: string, name: string, yaml: string): ManifestOf<'ConfigMap'> {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace },
    data: { 'stateproof.yaml': yaml },
  }
}

export function serviceAccount(namespace: string): ManifestOf<'ServiceAccount'> {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: appName, namespace } }
}

/** The rights of manifests/in-cluster.yaml under another name, so that two runs do not share and remove one another's. */
export function clusterRole(name: string): ManifestOf<'ClusterRole'> {
  const text = readFileSync(join(packageRoot, 'manifests', 'in-cluster.yaml'), 'utf8')
  const objects = parseAllDocuments(text).map(document => document.toJS() as ManifestOf<'ClusterRole'>)
  const { apiVersion, kind, rules = [] } = objects.find(object => object.kind === 'ClusterRole') ?? none
  return { apiVersion, kind, metadata: { name }, rules }
}

const none: ManifestOf<'ClusterRole'> = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' }

export function clusterRoleBinding(name: string, namespace: string): ManifestOf<'ClusterRoleBinding'> {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    subjects: [{ kind: 'ServiceAccount', name: appName, namespace }],
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
  }
}

/**
 * Each index is tried once: a conformance result that was retried to green is none. One that breaks leaves the others
 * alone (backoffLimitPerIndex, Kubernetes 1.29 and later).
 */
export function shardJob({ namespace, name, image, completions, ...options }: JobOptions): ManifestOf<'Job'> {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels: { app: appName } },
    spec: {
      completions,
      parallelism: completions,
      completionMode: 'Indexed',
      backoffLimitPerIndex: 0,
      maxFailedIndexes: completions,
      template: {
        metadata: { labels: { app: appName } },
        spec: {
          restartPolicy: 'Never',
          serviceAccountName: appName,
          terminationGracePeriodSeconds: options.graceSeconds,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65532,
            fsGroup: 65532,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [container({ image, ...options }, completions)],
          volumes: [
            { name: 'settings', configMap: { name: options.settings } },
            { name: 'record', emptyDir: {} },
          ],
        },
      },
    },
  }
}

function container(
  { image, imagePullPolicy }: Pick<JobOptions, 'image' | 'imagePullPolicy'>,
  shards: number,
) {
  return {
    name: appName,
    image,
    imagePullPolicy,
    args: ['run-shard', String(shards), '--config', `${settingsFolder}/stateproof.yaml`],
    // A run was measured at 120 MB, with two scenarios at a time at 416 MB.
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'settings', mountPath: settingsFolder, readOnly: true },
      { name: 'record', mountPath: '/tmp' },
    ],
  }
}
