/**
 * The objects of the article's web workload: StatefulSet `web` behind headless Service `nginx`, and a normal Service.
 *
 * They are the article's, with three additions: an nginx configuration with two fixed answers (`/-/ready`,
 * `/-/hostname`) so that a Pod can be held not Ready and says which Pod answered; requests and limits, so that it runs
 * where quotas are set; and a current nginx image. Pure functions; knows nothing of a cluster.
 */
import type { ManifestOf } from '../../kubernetes/kinds.ts'

export const webLabels = { app: 'nginx' }
export const contentPath = '/usr/share/nginx/html'
/** While this file exists in a Pod, the Pod is not Ready. */
export const holdFile = '/tmp/held'

export interface WebOptions {
  name: string
  replicas: number
  image: string
  imagePullPolicy: string
  /** Size of the claim `www` of each Pod, as a Kubernetes quantity; without it the Pods have no claims. */
  claimSize?: string
  /** Each Pod starts not Ready and stays so until it is released. */
  held?: boolean
}

export function headlessService(): ManifestOf<'Service'> {
  return service('nginx', { clusterIP: 'None' })
}

export function normalService(name: string): ManifestOf<'Service'> {
  return service(name, {})
}

export function nginxConfiguration(): ManifestOf<'ConfigMap'> {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'nginx' },
    data: {
      'default.conf': `server {
  listen 80;
  root ${contentPath};
  location = /-/ready { if (-e ${holdFile}) { return 503; } return 200; }
  location = /-/hostname { return 200 "$hostname\\n"; }
}
`,
    },
  }
}

export function webStatefulSet(options: WebOptions): ManifestOf<'StatefulSet'> {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: options.name, labels: webLabels },
    spec: {
      serviceName: 'nginx',
      replicas: options.replicas,
      selector: { matchLabels: webLabels },
      template: {
        metadata: { labels: webLabels },
        spec: {
          containers: [webContainer(options)],
          volumes: [{ name: 'configuration', configMap: { name: 'nginx' } }],
          automountServiceAccountToken: false,
        },
      },
      ...(options.claimSize !== undefined && { volumeClaimTemplates: [claimTemplate(options.claimSize)] }),
    },
  }
}

function webContainer({ image, imagePullPolicy, claimSize, held }: WebOptions) {
  const serve = 'exec nginx -g "daemon off;"'
  return {
    name: 'nginx',
    image,
    imagePullPolicy,
    command: ['sh', '-c', held ? `touch ${holdFile}; ${serve}` : serve],
    ports: [{ containerPort: 80, name: 'web' }],
    // The shortest period that Kubernetes allows: how soon a Pod is Ready is part of what the scenarios measure.
    readinessProbe: { httpGet: { path: '/-/ready', port: 'web' }, periodSeconds: 1, failureThreshold: 1 },
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
    volumeMounts: [
      { name: 'configuration', mountPath: '/etc/nginx/conf.d' },
      ...(claimSize === undefined ? [] : [{ name: 'www', mountPath: contentPath }]),
    ],
  }
}

/** The article's claim; no storage class is named, so that the cluster's default class is what is tested. */
function claimTemplate(storage: string) {
  return {
    metadata: { name: 'www' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  }
}

function service(name: string, spec: { clusterIP?: string }): ManifestOf<'Service'> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: webLabels },
    spec: { ports: [{ port: 80, name: 'web' }], selector: webLabels, ...spec },
  }
}
