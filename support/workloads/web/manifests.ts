/**
 * The objects of the article's web workload: StatefulSet `web` behind headless Service `nginx`, and a normal Service.
 *
 * They are the article's, with three additions: an nginx configuration with two fixed answers (`/-/ready`,
 * `/-/hostname`) so that a Pod can be held not Ready and says which Pod answered; requests and limits, so that it runs
 * where quotas are set; and a current nginx image. One worker process answers. Pure functions; knows nothing of a cluster.
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
  /** Class of the claims; without it the cluster's default class. */
  storageClass?: string
  /** Each Pod starts not Ready and stays so until it is released. */
  held?: boolean
}

export function headlessService(): ManifestOf<'Service'> {
  return service('nginx', { clusterIP: 'None' })
}

export function normalService(name: string): ManifestOf<'Service'> {
  return service(name, {})
}

/** Where the kernel has IPv6, it holds the second `listen`; elsewhere that would keep nginx from starting. */
const ipv6File = '/etc/nginx/listen-ipv6'

/** Two fixed answers beside the content: whether the Pod is held, and which Pod answers. */
const nginxConfiguration = `server {
  listen 80;
  include ${ipv6File}*;
  root ${contentPath};
  location = /-/ready { if (-e ${holdFile}) { return 503; } return 200; }
  location = /-/hostname { return 200 "$hostname\\n"; }
}`

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
          automountServiceAccountToken: false,
        },
      },
      ...(options.claimSize !== undefined && {
        volumeClaimTemplates: [claimTemplate(options.claimSize, options.storageClass)],
      }),
    },
  }
}

/**
 * nginx starts a worker on every CPU of the node, unless told otherwise, whatever the container may use: on a node with a
 * hundred of them they do not fit into the limit below. Its own configuration says so already, where the command line may
 * not say it again; hence a copy, beside it for what it includes.
 */
const oneWorkerFile = '/etc/nginx/one-worker.conf'
const oneWorker = `sed 's/^[[:space:]]*worker_processes[[:space:]][^;]*;/worker_processes 1;/' /etc/nginx/nginx.conf > ${oneWorkerFile}`

function webContainer({ image, imagePullPolicy, claimSize, held }: WebOptions) {
  // The configuration comes in the environment: a ConfigMap would add its mounting to every start that is measured.
  const begin = [
    `[ ! -e /proc/net/if_inet6 ] || echo "listen [::]:80;" > ${ipv6File}`,
    'printf "%s" "$NGINX_CONFIGURATION" > /etc/nginx/conf.d/default.conf',
    oneWorker,
    `exec nginx -c ${oneWorkerFile} -g "daemon off;"`,
  ].join('; ')
  return {
    name: 'nginx',
    image,
    imagePullPolicy,
    command: ['sh', '-c', held ? `touch ${holdFile}; ${begin}` : begin],
    env: [{ name: 'NGINX_CONFIGURATION', value: nginxConfiguration }],
    ports: [{ containerPort: 80, name: 'web' }],
    // The container counts as started once nginx listens, so that Ready means that it answers.
    lifecycle: {
      postStart: {
        exec: { command: ['sh', '-c', 'until curl -s -o /dev/null localhost/-/ready; do sleep 0.02; done'] },
      },
    },
    // As in the article, Pods have no readiness probe, unless they are to be held. One second is the shortest period;
    // a slow answer is none that says "not Ready", so a busy node does not make it one.
    ...(held && {
      readinessProbe: {
        httpGet: { path: '/-/ready', port: 'web' },
        periodSeconds: 1,
        timeoutSeconds: 5,
        failureThreshold: 1,
      },
    }),
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
    ...(claimSize !== undefined && { volumeMounts: [{ name: 'www', mountPath: contentPath }] }),
  }
}

/** The article's claim; no storage class is named, so that the cluster's default class is what is tested, unless the run was told another. */
function claimTemplate(storage: string, storageClassName?: string) {
  return {
    metadata: { name: 'www' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      ...(storageClassName !== undefined && { storageClassName }),
      resources: { requests: { storage } },
    },
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
