/**
 * The article's Elasticsearch in a scenario: create it, ask it, break it, and wait for what must follow.
 *
 * Judges nothing but that it becomes green in time.
 */
import { brokenPromise } from '../../broken-promise.ts'
import { deleteObject } from '../../kubernetes/objects.ts'
import { ordinalOf, type Pod } from '../../kubernetes/pods.ts'
import { deletePods, scaleStatefulSet } from '../../kubernetes/stateful-sets.ts'
import { runLabel } from '../../run-context.ts'
import { create, type Scope } from '../../scope.ts'
import { provideClass } from '../nfs/provisioner.ts'
import { shellInPod } from '../pod-shell.ts'
import { type ElasticsearchApi, openApi } from './api.ts'
import { judgeStates, type StatesByPod } from './cluster-state.ts'
import { cpuRequest, noteChangedManifest, noteOpenFiles } from './deviations.ts'
import { indexBody, indexName } from './documents.ts'
import {
  clusterName,
  elasticsearchLabels,
  elasticsearchStatefulSet,
  headlessService,
  setName,
} from './manifests.ts'
import { waitUntilReady } from './ready.ts'
import { askStates, type WantedHealth, waitUntilHealthy } from './wait-healthy.ts'

export interface Elasticsearch {
  readonly api: ElasticsearchApi
  /** Creates Service and StatefulSet, and the class with its provisioner if this run has none yet. */
  create(shape: { nodes: number; className: string }): Promise<void>
  /** Waits until exactly so many Pods are Ready; with `fresh`, none that was there before the last disruption. */
  ready(nodes: number, options?: { fresh?: boolean }): Promise<Pod[]>
  /** Waits until every node says so, with all nodes, and all name the same cluster and master. @returns when it was so. */
  healthy(wanted: WantedHealth): Promise<number>
  /** What each node says of the cluster, asked of itself. */
  states(): Promise<StatesByPod>
  /** Pod of the elected master. */
  master(): Promise<string>
  createIndex(): Promise<void>
  deletePod(name: string, options?: { gracePeriodSeconds?: number }): Promise<void>
  deleteAllPods(): Promise<void>
  /** The Pods that are to go count as former ones. */
  scale(nodes: number): Promise<void>
  /** When Pods were last deleted or the set last scaled, on the journal's clock. */
  disruptedAtMs(): number
  shell(pod: string, line: string): Promise<string>
  pods(): Pod[]
  /** Of the Pods that are there now, which are also their nodes' names. */
  names(): string[]
}

export function openElasticsearch(scope: Scope): Elasticsearch {
  const { cluster, namespace, journal, run, signal } = scope
  const api = openApi(cluster, namespace)
  let former = new Set<string>()
  let disruptedAtMs = journal.now()
  const pods = () => journal.view.podsOf(setName)
  const names = () => pods().map(({ metadata }) => metadata?.name ?? '')
  const nodes = { scope, api, pods, names }
  const disrupt = (which: Pod[]) => {
    if (which.length > 0) former = new Set(which.map(({ metadata }) => metadata?.uid ?? ''))
    disruptedAtMs = journal.now()
  }
  return {
    api,
    pods,
    names,
    async create(shape) {
      if (run.nfs !== undefined) await provideClass(scope, run.nfs, shape.className)
      await create(scope, headlessService())
      const { elasticsearch: image, busybox: busyboxImage } = run.images
      const options = { image, busyboxImage, imagePullPolicy: run.imagePullPolicy, cpuRequest }
      const { nodes: replicas, className: storageClassName } = shape
      await create(scope, elasticsearchStatefulSet({ ...options, replicas, storageClassName }))
      noteChangedManifest(scope)
    },
    async ready(count, { fresh = false } = {}) {
      const found = await waitUntilReady(scope, { count, former: fresh ? former : new Set() })
      if (!fresh) await noteOpenFiles(scope, found[0]?.metadata?.name ?? '')
      return found
    },
    healthy: wanted => waitUntilHealthy(nodes, wanted),
    states: () => askStates(nodes),
    async master() {
      const verdict = judgeStates(await askStates(nodes), { name: clusterName, pods: names() })
      if (!Array.isArray(verdict)) return verdict.master
      const on = `Elasticsearch ${clusterName}`
      throw brokenPromise({ what: 'name one master', on, got: verdict.join('; ') })
    },
    async createIndex() {
      // With both copies there from the start, no write is refused before anything was broken.
      const query = { wait_for_active_shards: 2 }
      const response = await api.service(`/${indexName}`, { method: 'PUT', body: indexBody, query, signal })
      if (response?.status === 200) return
      const on = `Elasticsearch ${clusterName}`
      throw brokenPromise({ what: 'create an index', on, got: response?.body ?? 'no answer' })
    },
    async deletePod(name, options = {}) {
      disrupt(pods().filter(({ metadata }) => metadata?.name === name))
      await deleteObject(cluster, { kind: 'Pod', namespace, name }, options)
    },
    async deleteAllPods() {
      disrupt(pods())
      await deletePods(cluster, namespace, { ...elasticsearchLabels, [runLabel]: run.runId })
    },
    async scale(count) {
      disrupt(pods().filter(({ metadata }) => ordinalOf(metadata?.name ?? '') >= count))
      await scaleStatefulSet(cluster, { namespace, name: setName }, count)
    },
    disruptedAtMs: () => disruptedAtMs,
    shell: async (pod, line) => (await shellInPod(scope, pod, line)).stdout.trim(),
  }
}
