/** Mutants that change our own objects on their way into the cluster. */
import { injectPolicy, type Mutant, mountsElsewhere } from './mutant.ts'

const parallel = /changed StatefulSet web .*parallel-pods.*podManagementPolicy is "Parallel"/

/** Pods are made all at once, whatever the StatefulSet asks for. */
export const parallelPods: Mutant = {
  name: 'parallel-pods',
  breaks: 'podManagementPolicy Parallel is forced on every StatefulSet',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'parallel-pods',
      group: 'apps',
      resource: 'statefulsets',
      patch: '[JSONPatch{op: "add", path: "/spec/podManagementPolicy", value: "Parallel"}]',
    }),
  fails: {
    'identity/ordering/three-pods-start-one-after-another':
      /create the Pods in order.*web-1 was created .* while web-0 was/,
    'identity/ordering/a-pod-that-is-not-ready-holds-back-the-next-one': /hold back Pod web-1/,
    'identity/ordering/scaling-to-zero-removes-the-last-pod-first': /delete the Pods in order/,
  },
  diagnosis: {
    'identity/ordering/three-pods-start-one-after-another': parallel,
    'identity/ordering/a-pod-that-is-not-ready-holds-back-the-next-one': parallel,
    'identity/ordering/scaling-to-zero-removes-the-last-pod-first': parallel,
  },
}

const ephemeral = /changed Pod web-\d .*ephemeral-volumes.*volumeMounts.*"elsewhere" instead of "www"/

/**
 * The claims are there and bound, but the Pods write elsewhere. The claim's volume stays in the Pod: the StatefulSet
 * controller would stop at a Pod without it.
 */
export const ephemeralVolumes: Mutant = {
  name: 'ephemeral-volumes',
  breaks: 'each Pod mounts an emptyDir where its claim belongs',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'ephemeral-volumes',
      group: '',
      resource: 'pods',
      condition: 'has(object.spec.volumes) && object.spec.volumes[0].name == "www"',
      patch: mountsElsewhere,
    }),
  fails: {
    'storage/persistence/each-pod-serves-its-own-line-again-after-all-pods-are-deleted':
      /serve the Pod's own line.*hello web-0/,
    'storage/persistence/each-pod-serves-its-own-line-again-after-statefulset-web-is-scaled-to-0-and-back-to-2':
      /serve the Pod's own line.*hello web-0/,
    'storage/persistence/flushed-files-modes-and-symbolic-links-survive':
      /keep every flushed file.*lost: web-0\/record-01/,
  },
  diagnosis: {
    'storage/persistence/each-pod-serves-its-own-line-again-after-all-pods-are-deleted': ephemeral,
    'storage/persistence/each-pod-serves-its-own-line-again-after-statefulset-web-is-scaled-to-0-and-back-to-2':
      ephemeral,
    'storage/persistence/flushed-files-modes-and-symbolic-links-survive': ephemeral,
  },
}

/** Somebody else's content lies in the volume when the Pod comes back. */
export const foreignContent: Mutant = {
  name: 'foreign-content',
  breaks: 'something writes another line into the volume before nginx starts',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'foreign-content',
      group: '',
      resource: 'pods',
      condition: 'has(object.spec.volumes) && object.spec.volumes[0].name == "www"',
      patch: `[JSONPatch{op: "add", path: "/spec/initContainers", value: [Object.spec.initContainers{
        name: "stranger", image: object.spec.containers[0].image, imagePullPolicy: object.spec.containers[0].imagePullPolicy,
        command: ["sh", "-c", "echo hello stranger > /usr/share/nginx/html/index.html"],
        volumeMounts: [Object.spec.initContainers.volumeMounts{name: "www", mountPath: "/usr/share/nginx/html"}]
      }]}]`,
    }),
  fails: {
    'storage/persistence/each-pod-serves-its-own-line-again-after-statefulset-web-is-deleted-and-created-again':
      /expected "hello web-0", got "hello stranger"/,
  },
  diagnosis: {
    'storage/persistence/each-pod-serves-its-own-line-again-after-statefulset-web-is-deleted-and-created-again':
      /changed Pod web-\d .*foreign-content.*initContainers\[stranger\] was added/,
  },
}

const hostname = /changed Pod web-\d .*other-hostname.*hostname is "web-\d-x" instead of "web-\d"/

/** Pods call themselves otherwise than Kubernetes does. */
export const otherHostname: Mutant = {
  name: 'other-hostname',
  breaks: 'every Pod has the hostname of its name with "-x" behind it',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'other-hostname',
      group: '',
      resource: 'pods',
      condition: 'has(object.spec.hostname)',
      patch: '[JSONPatch{op: "replace", path: "/spec/hostname", value: object.spec.hostname + "-x"}]',
    }),
  fails: {
    'identity/hostnames/a-pod-s-hostname-name-and-labels-agree':
      /Pod web-0.*hostname web-0,.*got .*hostname web-0-x/,
    'identity/hostnames/the-names-stay-when-all-pods-are-deleted':
      /Pod web-0.*hostname web-0,.*got .*hostname web-0-x/,
    'identity/dns/the-service-s-srv-records-name-the-pods': /expected .*web-0\.nginx.*got .*web-0-x\.nginx/,
    'identity/dns/a-pod-s-address-leads-back-to-its-name': /expected web-0\.nginx.*got web-0-x\.nginx/,
  },
  diagnosis: {
    'identity/hostnames/a-pod-s-hostname-name-and-labels-agree': hostname,
    'identity/hostnames/the-names-stay-when-all-pods-are-deleted': hostname,
    'identity/dns/the-service-s-srv-records-name-the-pods': hostname,
    'identity/dns/a-pod-s-address-leads-back-to-its-name': hostname,
  },
}

const published = /changed Service \w+ .*unready-published.*publishNotReadyAddresses is true/

/** Pods that are not Ready are published all the same. */
export const unreadyPublished: Mutant = {
  name: 'unready-published',
  breaks: 'publishNotReadyAddresses is forced on every Service',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'unready-published',
      group: '',
      resource: 'services',
      patch: '[JSONPatch{op: "add", path: "/spec/publishNotReadyAddresses", value: true}]',
    }),
  fails: {
    'services/headless/the-name-answers-exactly-the-ready-pods':
      /resolve nginx.*expected [^,]+, [^,]+, got [^,]+, [^,]+, [^,]+/,
    'services/normal/requests-reach-every-ready-pod-and-no-other':
      /spread the requests.*expected web-0 and web-1, got .*web-2/,
  },
  diagnosis: {
    'services/headless/the-name-answers-exactly-the-ready-pods': published,
    'services/normal/requests-reach-every-ready-pod-and-no-other': published,
  },
}
