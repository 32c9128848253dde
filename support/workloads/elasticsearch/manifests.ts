/**
 * The objects of the article's Elasticsearch cluster: headless Service `elasticsearch`, StatefulSet `es`.
 *
 * They are the article's, with these additions: a readiness probe (readiness.ts says why), memory requests, no token of
 * the API, and an init container that goes on where the limit of open files may not be raised.
 * Pure functions; knows nothing of a cluster.
 */
import type { ManifestOf } from '../../kubernetes/kinds.ts'
import { readinessProbe } from './readiness.ts'
import { environmentOf, majorOf } from './release.ts'

export const elasticsearchLabels = { app: 'elasticsearch' }
export const serviceName = 'elasticsearch'
export const setName = 'es'
export const clusterName = 'k8s-logs'
export const dataPath = '/usr/share/elasticsearch/data'

export interface ElasticsearchOptions {
  /** Its tag says the version, which decides on the settings. */
  image: string
  /** Image of the init containers. */
  busyboxImage: string
  imagePullPolicy: string
  /** Nodes at the first start: 3 in the article. Scaling later must not change the template. */
  replicas?: number
  storageClassName?: string
  /** The article's 1000m; less where three Pods of it find no room. */
  cpuRequest?: string
}

export function headlessService(): ManifestOf<'Service'> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: serviceName, labels: elasticsearchLabels },
    spec: {
      selector: elasticsearchLabels,
      clusterIP: 'None',
      ports: [
        { port: 9200, name: 'rest' },
        { port: 9300, name: 'inter-node' },
      ],
    },
  }
}

export function elasticsearchStatefulSet(options: ElasticsearchOptions): ManifestOf<'StatefulSet'> {
  const { replicas = 3, storageClassName = 'es-data-db' } = options
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: setName, labels: elasticsearchLabels },
    spec: {
      serviceName,
      replicas,
      selector: { matchLabels: elasticsearchLabels },
      template: {
        metadata: { labels: elasticsearchLabels },
        spec: {
          initContainers: [increaseMapCount(options), increaseOpenFiles(options)],
          containers: [elasticsearchContainer(options, replicas)],
          automountServiceAccountToken: false,
        },
      },
      volumeClaimTemplates: [dataClaimTemplate(storageClassName)],
    },
  }
}

function elasticsearchContainer({ image, imagePullPolicy, cpuRequest }: ElasticsearchOptions, nodes: number) {
  return {
    name: 'elasticsearch',
    image,
    imagePullPolicy,
    ports: [
      { name: 'rest', containerPort: 9200 },
      { name: 'inter', containerPort: 9300 },
    ],
    // Seen on 7.6.2 with this heap: 670 MiB each. No limit, as in the article: beside the heap Lucene maps its files,
    // and how much of that counts differs with the volume's file system.
    resources: { limits: { cpu: '1000m' }, requests: { cpu: cpuRequest ?? '1000m', memory: '1Gi' } },
    volumeMounts: [{ name: 'data', mountPath: dataPath }],
    env: environment(image, nodes),
    readinessProbe: readinessProbe(serviceName),
  }
}

function environment(image: string, nodes: number) {
  const firstNodes = Array.from({ length: nodes }, (_, ordinal) => `${setName}-${ordinal}`)
  const settings = { clusterName, firstNodes, seedHost: serviceName, heap: '512m' }
  const values = Object.entries(environmentOf(majorOf(image), settings))
  return [
    { name: 'node.name', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ...values.map(([name, value]) => ({ name, value })),
  ]
}

/** Raises the node's number of memory maps: it is the kernel's, so every container of the node has it. */
function increaseMapCount(options: ElasticsearchOptions) {
  return privileged(options, 'increase-vm-max-map', ['sysctl', '-w', 'vm.max_map_count=262144'])
}

/**
 * The article's command, which raises only its own shell's limit and ends with it: the main container's stays as it is.
 * Where even that may not be (a node without CAP_SYS_RESOURCE), the article's Pod would never start, for nothing.
 */
function increaseOpenFiles(options: ElasticsearchOptions) {
  const otherwise = 'echo "stateproof: may not raise the limit of open files, hard limit $(ulimit -Hn)"'
  return privileged(options, 'increase-fd-ulimit', ['sh', '-c', `ulimit -n 65536 || ${otherwise}`])
}

function privileged(
  { busyboxImage, imagePullPolicy }: ElasticsearchOptions,
  name: string,
  command: string[],
) {
  return {
    name,
    image: busyboxImage,
    imagePullPolicy,
    command,
    securityContext: { privileged: true },
    resources: { requests: { cpu: '10m', memory: '8Mi' } },
  }
}

function dataClaimTemplate(storageClassName: string) {
  return {
    metadata: { name: 'data', labels: elasticsearchLabels },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources: { requests: { storage: '100Gi' } } },
  }
}
