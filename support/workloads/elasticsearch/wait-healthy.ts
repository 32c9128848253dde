/**
 * Waits until the nodes are one green cluster, or one that is whole enough to be read: every one of them, asked by itself, says
 * so, and all name the same cluster and master. Elasticsearch has no watch; it is probed, and what it says is journalled.
 */
import { brokenPromise } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import type { Scope } from '../../scope.ts'
import type { ElasticsearchApi } from './api.ts'
import { judgeStates, readClusterState, type StatesByPod } from './cluster-state.ts'
import { isGreenWith, readHealth, readsWith } from './health.ts'
import { clusterName } from './manifests.ts'
import { whyNot } from './why-not.ts'

/** The design's pace for what has no watch is 100 ms; each look asks three busy nodes, so it is every third. */
const lookEveryMs = 300
const askWithinMs = 3_000

export interface Nodes {
  scope: Scope
  api: ElasticsearchApi
  /** The Pods that are there now. */
  pods(): Pod[]
  names(): string[]
}

export interface WantedHealth {
  /** With how many nodes. */
  nodes: number
  withinMs: number
  /** `green` has every copy; of a `readable` one some may be missing. */
  state: 'green' | 'readable'
}

/**
 * @returns when the look began that found it so; a look that begins too late finds nothing in time, whatever it sees.
 * @throws Failure `broken-promise` with what the first node that is not content says, and what stands in the way.
 */
export async function waitUntilHealthy(nodes: Nodes, wanted: WantedHealth): Promise<number> {
  const { journal, signal } = nodes.scope
  const note = (data: object) => journal.record({ source: 'probe', type: 'health', name: clusterName, data })
  for (const deadlineMs = journal.now() + wanted.withinMs; ; await systemClock.sleep(lookEveryMs, signal)) {
    const lookedMs = journal.now()
    const why = await missing(nodes, wanted)
    note(why === undefined ? { [wanted.state]: true } : { why })
    if (lookedMs > deadlineMs) throw await notHealthy(nodes, wanted, why ?? `${wanted.state}, too late`)
    if (why === undefined) return lookedMs
  }
}

async function notHealthy({ scope, pods }: Nodes, { nodes, withinMs, state }: WantedHealth, got: string) {
  return brokenPromise({
    what: `be ${state} within ${Math.max(0, Math.round(withinMs / 1000))} s`,
    on: `Elasticsearch ${clusterName}`,
    expected: `${state} with ${nodes} nodes`,
    got,
    blockedBy: await whyNot(scope, pods()),
  })
}

/** What each node says of the cluster, asked of itself. */
export async function askStates(nodes: Nodes): Promise<StatesByPod> {
  const asked = nodes.names().map(async pod => {
    const response = await ask(nodes, pod, '/_cluster/state/master_node,nodes?local=true')
    return [pod, response && readClusterState(response)] as const
  })
  return new Map(await Promise.all(asked))
}

/** Why it is not so yet, or undefined. */
async function missing(nodes: Nodes, wanted: WantedHealth): Promise<string | undefined> {
  const judge = wanted.state === 'green' ? isGreenWith : readsWith
  for (const pod of nodes.names()) {
    const response = await ask(nodes, pod, '/_cluster/health')
    const answer = judge(wanted.nodes, response && readHealth(response))
    if (answer.state !== 'met') return `${pod} says ${answer.state === 'never' ? answer.why : answer.saw}`
  }
  const pods = nodes.names()
  const verdict = judgeStates(await askStates(nodes), { name: clusterName, pods })
  if (Array.isArray(verdict)) return verdict.join('; ')
  return pods.length === wanted.nodes ? undefined : `${pods.length} Pods`
}

function ask({ api, scope: { signal } }: Nodes, pod: string, path: string) {
  return api.node(pod, path, { withinMs: askWithinMs, signal }).catch(() => undefined)
}
