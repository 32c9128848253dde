/** Mutants of the Elasticsearch cluster, by admission policies on its Pods. */
import { injectPolicy, type Mutant, mountsElsewhere } from './mutant.ts'

const isElasticsearch =
  'has(object.metadata.labels) && "app" in object.metadata.labels && object.metadata.labels["app"] == "elasticsearch"'

const elsewhere = /changed Pod es-\d .*data-elsewhere.*volumeMounts.*"elsewhere" instead of "data"/

/** The claims are there and bound, but the nodes write elsewhere: the data is gone with the Pod. */
export const dataElsewhere: Mutant = {
  name: 'data-elsewhere',
  breaks: 'each Elasticsearch node has its data in an emptyDir',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'data-elsewhere',
      group: '',
      resource: 'pods',
      condition: isElasticsearch,
      patch: mountsElsewhere,
    }),
  fails: {
    'elasticsearch/forms-a-cluster/the-data-lies-on-the-claim-and-the-init-containers-did-what-they-can':
      /keep the data on the claim.*Pod es-0/,
    'elasticsearch/keeps-its-data/no-acknowledged-document-is-lost-when-all-elasticsearch-pods-are-deleted':
      /is not the former|keep every acknowledged document/,
  },
  diagnosis: {
    'elasticsearch/forms-a-cluster/the-data-lies-on-the-claim-and-the-init-containers-did-what-they-can':
      elsewhere,
    'elasticsearch/keeps-its-data/no-acknowledged-document-is-lost-when-all-elasticsearch-pods-are-deleted':
      elsewhere,
  },
}

/** The first election waits for nodes that do not exist. */
export const strangerExpected: Mutant = {
  name: 'stranger-expected',
  breaks: 'cluster.initial_master_nodes names strangers',
  inject: cluster =>
    injectPolicy(cluster, {
      name: 'stranger-expected',
      group: '',
      resource: 'pods',
      condition: isElasticsearch,
      patch:
        '[JSONPatch{op: "add", path: "/spec/containers/0/env/-", value: Object.spec.containers.env{name: "cluster.initial_master_nodes", value: "stranger-0,stranger-1,stranger-2"}}]',
    }),
  fails: {
    'elasticsearch/forms-a-cluster/three-nodes-named-after-their-pods-form-one-cluster':
      /3 Pods of StatefulSet es to be Ready|be green within 120 s/,
  },
  diagnosis: {
    'elasticsearch/forms-a-cluster/three-nodes-named-after-their-pods-form-one-cluster':
      /elects no master: .*stranger-0, stranger-1 and stranger-2/,
  },
  timeoutScale: 0.4,
}
