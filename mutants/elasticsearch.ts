/** Mutants of the Elasticsearch cluster's nodes and data, by admission policies on its Pods. */
import { injectPolicy, type Mutant, mountsElsewhere } from './mutant.ts'

const isElasticsearch =
  'has(object.metadata.labels) && "app" in object.metadata.labels && object.metadata.labels["app"] == "elasticsearch"'
const keepsItsData = 'elasticsearch/keeps-its-data/no-acknowledged-document-is-lost-when'

/** Changes each Elasticsearch Pod, or one of them, on its way into the cluster. */
function onPods(name: string, patch: string, pod?: string): Mutant['inject'] {
  const condition =
    pod === undefined ? isElasticsearch : `${isElasticsearch} && object.metadata.name == "${pod}"`
  return cluster => injectPolicy(cluster, { name, group: '', resource: 'pods', condition, patch })
}

/** CEL operation: one more init container, with the node's data at /data, that runs before Elasticsearch. */
const beforeItStarts = (script: string) => `JSONPatch{op: "add", path: "/spec/initContainers/-",
  value: Object.spec.initContainers{
    name: "stranger-first", image: object.spec.containers[0].image, imagePullPolicy: object.spec.containers[0].imagePullPolicy,
    command: ["bash", "-c", ${JSON.stringify(script)}],
    volumeMounts: [Object.spec.initContainers.volumeMounts{name: "data", mountPath: "/data"}]
  }}`

/** CEL operation: one more container beside Elasticsearch that does something once document 5 is there. */
const onceDocumentsAreThere = (request: string) => `JSONPatch{
  op: "add", path: "/spec/containers/-", value: Object.spec.containers{
    name: "stranger", image: object.spec.containers[0].image, imagePullPolicy: object.spec.containers[0].imagePullPolicy,
    command: ["bash", "-c", ${JSON.stringify(`trap 'exit 0' TERM
until curl -sf -o /dev/null localhost:9200/documents/_doc/client-5; do sleep 1 & wait $!; done
curl -s -H 'content-type: application/json' ${request}
sleep infinity & wait $!`)}]
  }}`

const strangerBeside = /changed Pod es-\d .*[cC]ontainers\[stranger(-first)?\] was added/
const elsewhere = /changed Pod es-\d .*data-elsewhere.*volumeMounts.*"elsewhere" instead of "data"/

/** The claims are there and bound, but the nodes write elsewhere: the data is gone with the Pod. */
export const dataElsewhere: Mutant = {
  name: 'data-elsewhere',
  breaks: 'each Elasticsearch node has its data in an emptyDir',
  inject: onPods('data-elsewhere', mountsElsewhere),
  fails: {
    'elasticsearch/forms-a-cluster/the-data-lies-on-the-claim-and-the-init-containers-did-what-they-can':
      /keep the data on the claim.*Pod es-0/,
    [`${keepsItsData}-all-elasticsearch-pods-are-deleted`]: /is not the former/,
    [`${keepsItsData}-each-elasticsearch-pod-is-deleted-in-turn-the-next-when-the-cluster-is-green`]:
      /bring each node back with its own data.*es-0 is node \S+, and was/,
  },
  diagnosis: {
    'elasticsearch/forms-a-cluster/the-data-lies-on-the-claim-and-the-init-containers-did-what-they-can':
      elsewhere,
    [`${keepsItsData}-all-elasticsearch-pods-are-deleted`]: elsewhere,
    [`${keepsItsData}-each-elasticsearch-pod-is-deleted-in-turn-the-next-when-the-cluster-is-green`]:
      elsewhere,
  },
}

/** The first election waits for nodes that do not exist. */
export const strangerExpected: Mutant = {
  name: 'stranger-expected',
  breaks: 'cluster.initial_master_nodes names strangers',
  inject: onPods(
    'stranger-expected',
    '[JSONPatch{op: "add", path: "/spec/containers/0/env/-", value: Object.spec.containers.env{name: "cluster.initial_master_nodes", value: "stranger-0,stranger-1,stranger-2"}}]',
  ),
  fails: {
    'elasticsearch/forms-a-cluster/three-nodes-named-after-their-pods-form-one-cluster':
      /be green within 120 s.*es-\d waits for the first election by stranger-0, stranger-1, stranger-2/s,
  },
  diagnosis: {
    'elasticsearch/forms-a-cluster/three-nodes-named-after-their-pods-form-one-cluster':
      /elects no master: .*stranger-0, stranger-1 and stranger-2/,
  },
}

/** An acknowledged document is deleted, as by any client that can reach port 9200. */
export const documentDeleted: Mutant = {
  name: 'document-deleted',
  breaks: 'somebody deletes a document through the API',
  inject: onPods(
    'document-deleted',
    `[${onceDocumentsAreThere('-X DELETE localhost:9200/documents/_doc/client-5')}]`,
    'es-0',
  ),
  fails: {
    [`${keepsItsData}-elasticsearch-pod-es-1-is-deleted`]:
      /keep every acknowledged document.*1 lost: client-5$/,
  },
  diagnosis: {
    [`${keepsItsData}-elasticsearch-pod-es-1-is-deleted`]: strangerBeside,
  },
}

/** An acknowledged document gets another content. */
export const documentAltered: Mutant = {
  name: 'document-altered',
  breaks: 'somebody alters a document through the API',
  inject: onPods(
    'document-altered',
    `[${onceDocumentsAreThere(`-X POST localhost:9200/documents/_update/client-5 -d '{"doc":{"time":"2000-01-01T00:00:00.000Z"}}'`)}]`,
    'es-0',
  ),
  fails: {
    [`${keepsItsData}-elasticsearch-pod-es-2-is-killed-without-grace`]:
      /keep every acknowledged document.*1 altered: client-5$/,
  },
  diagnosis: {
    [`${keepsItsData}-elasticsearch-pod-es-2-is-killed-without-grace`]: strangerBeside,
  },
}

/** A document that the client never wrote. */
export const foreignDocument: Mutant = {
  name: 'foreign-document',
  breaks: 'somebody writes a document of their own into the index',
  inject: onPods(
    'foreign-document',
    `[${onceDocumentsAreThere(`-X PUT localhost:9200/documents/_doc/stranger-1 -d '{"writer":"stranger","seq":1,"time":"2000-01-01T00:00:00.000Z","checksum":"none"}'`)}]`,
    'es-0',
  ),
  fails: {
    [`${keepsItsData}-the-pod-of-the-elected-master-is-deleted`]:
      /keep every acknowledged document.*1 foreign: stranger-1$/,
  },
  diagnosis: {
    [`${keepsItsData}-the-pod-of-the-elected-master-is-deleted`]: strangerBeside,
  },
}

/**
 * Bytes of the stored documents are changed on the volume while the node is away, to the same length: Elasticsearch
 * reads them without a checksum until it merges or copies the file, and then says that it is corrupt. A field's name is
 * changed, since the files are compressed: it stands at the head of each block, while what follows may be a reference to
 * what stood before.
 *
 * Its translog is altered, too: a node that starts goes back to a commit that every copy is known to have had, here often
 * the empty first one, and takes all that came after it from there. With its segments alone altered, Elasticsearch rightly
 * had every document.
 */
export const alteredOnDisk: Mutant = {
  name: 'altered-on-disk',
  breaks: "documents are altered on the volume behind Elasticsearch's back",
  inject: onPods(
    'altered-on-disk',
    `[${beforeItStarts(`cd /data/nodes/0/indices || exit 0
find . '(' -name '*.fdt' -o -name '*.cfs' -o -name '*.tlog' ')' -exec env LC_ALL=C sed -i 's/"writer":/"wroter":/g' {} +`)}]`,
  ),
  fails: {
    [`${keepsItsData}-all-elasticsearch-pods-are-deleted`]:
      /keep every acknowledged document.*altered: client-\d+|be green within .* says red/s,
  },
  diagnosis: {
    [`${keepsItsData}-all-elasticsearch-pods-are-deleted`]:
      /TranslogCorruptedException|CorruptIndexException|containers\[stranger-first\] was added/,
  },
}

/** A node that comes back finds its data locked for ever. */
export const lockLeftBehind: Mutant = {
  name: 'lock-left-behind',
  breaks: 'a node.lock is left on the volume that nobody can take',
  inject: onPods(
    'lock-left-behind',
    `[${beforeItStarts('[ ! -d /data/nodes/0/indices ] || { rm -rf /data/nodes/0/node.lock && mkdir /data/nodes/0/node.lock; }')}]`,
  ),
  fails: {
    [`${keepsItsData}-elasticsearch-pod-es-2-is-killed-without-grace`]:
      /a node that came back did not start.*es-2 could not lock its data.*node\.lock/s,
  },
  diagnosis: {
    [`${keepsItsData}-elasticsearch-pod-es-2-is-killed-without-grace`]: strangerBeside,
  },
}

/** The claim of a Pod that is scaled away goes with it. */
export const claimsScaledAway: Mutant = {
  name: 'claims-scaled-away',
  breaks: 'claims are deleted when their StatefulSet is scaled down',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'claims-scaled-away',
      group: 'apps',
      resource: 'statefulsets',
      patch:
        '[JSONPatch{op: "add", path: "/spec/persistentVolumeClaimRetentionPolicy", value: Object.spec.persistentVolumeClaimRetentionPolicy{whenScaled: "Delete", whenDeleted: "Retain"}}]',
    }),
  fails: {
    'elasticsearch/identity/scaling-from-3-to-2-and-back-to-3-keeps-everything':
      /bring each node back with its own data.*es-2 is node \S+, and was/,
  },
  diagnosis: {
    'elasticsearch/identity/scaling-from-3-to-2-and-back-to-3-keeps-everything':
      /changed StatefulSet es .*claims-scaled-away.*persistentVolumeClaimRetentionPolicy/,
  },
}
