/**
 * The article's NFS provisioner and StorageClass: ServiceAccount, rights, Deployment `nfs-client-provisioner`, class
 * `es-data-db`.
 *
 * They are the article's on today's API versions, with four differences: rights are the least with which the provisioner
 * works (the lock in its own namespace only); requests and limits; the container has few of root's privileges; and
 * what is cluster-wide can have a suffix, so that two runs at once do not meet. Pure functions; knows nothing of a
 * cluster or of a server.
 */
import type { ManifestOf } from '../../kubernetes/kinds.ts'

/** Name of the Deployment and of its ServiceAccount. */
export const provisionerName = 'nfs-client-provisioner'
export const provisionerLabels = { app: provisionerName }

export interface ProvisionerOptions {
  /** Namespace of the provisioner itself. */
  namespace: string
  /** Server and exported path, as nodes mount it. */
  server: string
  path: string
  image: string
  imagePullPolicy: string
  suffix?: string
}

/** What is known in the whole cluster by its name; two provisioners of the same name would answer the same claims. */
export function clusterWideNames(suffix?: string) {
  const end = suffix === undefined ? '' : `-${suffix}`
  return {
    provisioner: `fuseim.pri/ifs${end}`,
    clusterRole: `nfs-client-provisioner-runner${end}`,
    clusterRoleBinding: `run-nfs-client-provisioner${end}`,
    storageClass: `es-data-db${end}`,
  }
}

export function provisionerServiceAccount(namespace: string): ManifestOf<'ServiceAccount'> {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: provisionerName, namespace } }
}

export function provisionerDeployment(options: ProvisionerOptions): ManifestOf<'Deployment'> {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: provisionerName, namespace: options.namespace, labels: provisionerLabels },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: provisionerLabels },
      template: {
        metadata: { labels: provisionerLabels },
        spec: {
          serviceAccountName: provisionerName,
          containers: [provisionerContainer(options)],
          volumes: [{ name: 'nfs-client-root', nfs: { server: options.server, path: options.path } }],
        },
      },
    },
  }
}

function provisionerContainer({ server, path, image, imagePullPolicy, suffix }: ProvisionerOptions) {
  return {
    name: provisionerName,
    image,
    imagePullPolicy,
    env: [
      { name: 'PROVISIONER_NAME', value: clusterWideNames(suffix).provisioner },
      { name: 'NFS_SERVER', value: server },
      { name: 'NFS_PATH', value: path },
    ],
    volumeMounts: [{ name: 'nfs-client-root', mountPath: '/persistentvolumes' }],
    resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } },
    securityContext: {
      runAsUser: 0,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      // Root's power over files of other users, which it archives and deletes, and nothing else.
      capabilities: { drop: ['ALL'], add: ['DAC_OVERRIDE', 'FOWNER'] },
    },
  }
}

export interface StorageClassOptions {
  suffix?: string
  /** The provisioner's own rule is to archive; the article's class leaves it at that. */
  archiveOnDelete?: boolean
  onDelete?: 'delete' | 'retain'
  pathPattern?: string
  mountOptions?: string[]
  /** Another provisioner than ours, to see what a wrong name leads to. */
  provisioner?: string
}

export function esDataStorageClass(options: StorageClassOptions = {}): ManifestOf<'StorageClass'> {
  const { archiveOnDelete, onDelete, pathPattern, mountOptions, suffix } = options
  const names = clusterWideNames(suffix)
  const parameters = {
    ...(archiveOnDelete !== undefined && { archiveOnDelete: String(archiveOnDelete) }),
    ...(onDelete !== undefined && { onDelete }),
    ...(pathPattern !== undefined && { pathPattern }),
  }
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: names.storageClass },
    provisioner: options.provisioner ?? names.provisioner,
    ...(Object.keys(parameters).length > 0 && { parameters }),
    ...(mountOptions !== undefined && { mountOptions }),
  }
}
