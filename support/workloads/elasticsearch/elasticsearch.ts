/**
 * The article's Elasticsearch in a scenario: create it, ask it, break it, and wait for what must follow.
 *
 * Judges nothing but that it becomes green in time.
 */
import { brokenPromise } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import { deleteObject } from '../../kubernetes/objects.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import { deletePods, scaleStatefulSet } from '../../kubernetes/stateful-sets.ts'
import { runLabel } from '../../run-context.ts'
import { create, type Scope } from '../../scope.ts'
import { provideClass } from '../nfs/provisioner.ts'
import { shellInPod } from '../pod-shell.ts'
import { podsAreReady } from '../web/checks.ts'
import { type ElasticsearchApi, openApi } from './api.ts'
import { judgeStates, readClusterState, type StatesByPod } from './cluster-state.ts'
import { indexBody, indexName } from './documents.ts'
import { isGreenWith, readHealth } from './health.ts'
import {
  clusterName,
  elasticsearchLabels,
  elasticsearchStatefulSet,
  headlessService,
  setName,
} from './manifests.ts'

export interface Elasticsearch {
  readonly api: ElasticsearchApi
  /** Creates Service and StatefulSet, and the class with its provisioner if this run has none yet. */
  create(shape: { nodes: number; className: string }): Promise<void>
  /** Waits until exactly so many Pods are Ready; with `fresh`, none that was there before the last disruption. */
  ready(nodes: number, options?: { fresh?: boolean }): Promise<Pod[]>
  /** Waits until every node says green, with all nodes, and all name the same cluster and master. */
  green(nodes: number, withinMs: number): Promise<void>
  /** What each node says of the cluster, asked of itself. */
  states(): Promise<StatesByPod>
  /** Pod of the elected master. */
  master(): Promise<string>
  createIndex(): Promise<void>
  deletePod(name: string, options?: { gracePeriodSeconds?: number }): Promise<void>
  deleteAllPods(): Promise<void>
  scale(nodes: number): Promise<void>
  shell(pod: string, line: string): Promise<string>
  pods(): Pod[]
}

/** The design's pace for what has no watch is 100 ms; each look asks three busy nodes, so it is every third. */
const lookEveryMs = 300
const askWithinMs = 3_000

export function openElasticsearch(scope: Scope): Elasticsearch {
  const { cluster, namespace, journal, timeouts, run, signal } = scope
  const api = openApi(cluster, namespace)
  let former = new Set<string>()
  const pods = () => journal.view.podsOf(setName)
  const names = () => pods().map(({ metadata }) => metadata?.name ?? '')
  const remember = (which: Pod[]) => {
    former = new Set(which.map(({ metadata }) => metadata?.uid ?? ''))
  }
  const ask = (pod: string, path: string) =>
    api.node(pod, path, { withinMs: askWithinMs, signal }).catch(() => undefined)
  const states = async (): Promise<StatesByPod> => {
    const asked = names().map(async pod => {
      const response = await ask(pod, '/_cluster/state/master_node,nodes?local=true')
      return [pod, response && readClusterState(response)] as const
    })
    return new Map(await Promise.all(asked))
  }
  /** Why it is not green yet, or undefined. */
  const missing = async (nodes: number): Promise<string | undefined> => {
    for (const pod of names()) {
      const response = await ask(pod, '/_cluster/health')
      const answer = isGreenWith(nodes, response && readHealth(response))
      if (answer.state !== 'met') return `${pod} says ${answer.state === 'never' ? answer.why : answer.saw}`
    }
    const verdict = judgeStates(await states(), { name: clusterName, pods: names() })
    if (Array.isArray(verdict)) return verdict.join('; ')
    return names().length === nodes ? undefined : `${names().length} Pods`
  }
  return {
    api,
    states,
    pods,
    async create({ nodes, className }) {
      if (run.nfs !== undefined) await provideClass(scope, run.nfs, className)
      await create(scope, headlessService())
      const { elasticsearch: image, busybox: busyboxImage } = run.images
      const options = { image, busyboxImage, imagePullPolicy: run.imagePullPolicy, cpuRequest }
      await create(
        scope,
        elasticsearchStatefulSet({ ...options, replicas: nodes, storageClassName: className }),
      )
    },
    ready: (nodes, { fresh = false } = {}) =>
      journal.until(
        podsAreReady({ statefulSet: setName, count: nodes, former: fresh ? former : new Set() }),
        {
          withinMs: timeouts.elasticsearchReady * nodes,
        },
      ),
    async green(nodes, withinMs) {
      let why = await missing(nodes)
      for (const deadline = journal.now() + withinMs; why !== undefined; why = await missing(nodes)) {
        if (journal.now() > deadline)
          throw brokenPromise({
            what: `be green within ${withinMs / 1000} s`,
            on: `Elasticsearch ${clusterName}`,
            expected: `green with ${nodes} nodes`,
            got: why,
          })
        journal.record({ source: 'probe', type: 'health', name: clusterName, data: { why } })
        await systemClock.sleep(lookEveryMs, signal)
      }
      journal.record({ source: 'probe', type: 'health', name: clusterName, data: { green: true } })
    },
    async master() {
      const verdict = judgeStates(await states(), { name: clusterName, pods: names() })
      if (!Array.isArray(verdict)) return verdict.master
      throw brokenPromise({
        what: 'name one master',
        on: `Elasticsearch ${clusterName}`,
        got: verdict.join('; '),
      })
    },
    async createIndex() {
      const response = await api.service(`/${indexName}`, { method: 'PUT', body: indexBody, signal })
      if (response?.status !== 200)
        throw brokenPromise({
          what: 'create an index',
          on: `Elasticsearch ${clusterName}`,
          got: response?.body ?? 'no answer',
        })
    },
    async deletePod(name, options = {}) {
      remember(pods().filter(({ metadata }) => metadata?.name === name))
      await deleteObject(cluster, { kind: 'Pod', namespace, name }, options)
    },
    async deleteAllPods() {
      remember(pods())
      await deletePods(cluster, namespace, { ...elasticsearchLabels, [runLabel]: run.runId })
    },
    scale: nodes => scaleStatefulSet(cluster, { namespace, name: setName }, nodes),
    shell: async (pod, line) => (await shellInPod(scope, pod, line)).stdout.trim(),
  }
}

/**
 * The article asks for 1000m. Two workers of two cores each have no room for three such Pods beside the system's, and
 * the limit, which is what a node gets at most, stays the article's.
 */
const cpuRequest = '250m'
