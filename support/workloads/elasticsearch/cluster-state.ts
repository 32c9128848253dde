/**
 * Whether the nodes are one cluster: what each of them says of itself and the others
 * (`GET /_cluster/state/master_node,nodes?local=true`), compared with the Pods and with one another.
 *
 * Pure functions; knows nothing of how the nodes were asked. Asked with `local=true`, each node answers for itself:
 * without it every answer of version 7 is the master's (9 always answers for itself).
 */
import { z } from 'zod'
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { isRefusal, type Refusal, type Response, readAnswer } from './answers.ts'

const schema = z.object({
  cluster_name: z.string(),
  /** `_na_` in a node that has joined no cluster since it started, whatever its disk holds. */
  cluster_uuid: z.string(),
  /** Id of a node; null where the node has no master. */
  master_node: z.string().nullable(),
  nodes: z.record(z.string(), z.object({ name: z.string() })),
})

export type ClusterState = z.output<typeof schema>

/** @throws Failure `cannot-know` where the answer is not Elasticsearch's. */
export function readClusterState(response: Response): ClusterState | Refusal {
  return readAnswer(schema, 'the state of the cluster', response)
}

export interface ExpectedCluster {
  name: string
  /** The nodes are named after their Pods. */
  pods: readonly string[]
  /** UUID that the cluster had before; without it any, as long as all nodes say the same. */
  uuid?: string
}

/** Per Pod name: what its node said; undefined where it gave no answer. */
export type StatesByPod = ReadonlyMap<string, ClusterState | Refusal | undefined>

export interface FormedCluster {
  uuid: string
  /** Name of the master's Pod. */
  master: string
}

/** @returns the cluster, or each thing that stands against it being one, in one sentence. */
export function judgeStates(states: StatesByPod, expected: ExpectedCluster): FormedCluster | string[] {
  const known = expected.pods.map(pod => [pod, states.get(pod)] as const)
  const problems = known.flatMap(([pod, state]) => problemsOf(state, expected).map(text => `${pod} ${text}`))
  const sound = known.flatMap(([, state]) => (state === undefined || isRefusal(state) ? [] : [state]))
  const masters = new Set(sound.map(masterOf))
  const uuids = new Set(sound.map(({ cluster_uuid }) => cluster_uuid))
  if (masters.size > 1) problems.push(`they name different masters: ${[...masters].join(', ')}`)
  if (uuids.size > 1) problems.push(`they are of different clusters: ${[...uuids].join(', ')}`)
  const [master = ''] = masters
  const [uuid = ''] = uuids
  if (problems.length === 0 && expected.pods.length > 0) return { master, uuid }
  return problems.length > 0 ? problems : ['there are no Pods']
}

function problemsOf(state: ClusterState | Refusal | undefined, expected: ExpectedCluster): string[] {
  if (state === undefined) return ['gave no answer']
  if (isRefusal(state)) return [`refused: ${state.refused} (${state.status})`]
  const { cluster_name, cluster_uuid, nodes } = state
  const names = Object.values(nodes).map(({ name }) => name)
  const uuid = expected.uuid ?? cluster_uuid
  const rules: [boolean, string][] = [
    [cluster_name === expected.name, `is of cluster ${cluster_name}, not ${expected.name}`],
    [cluster_uuid !== '_na_', 'has joined no cluster'],
    [cluster_uuid === uuid, `is of cluster ${cluster_uuid}, which is not the former ${uuid}`],
    [
      sorted(names) === sorted(expected.pods),
      `knows the nodes ${sorted(names)}, not ${sorted(expected.pods)}`,
    ],
    [masterOf(state) !== 'none', 'has no master among its nodes'],
  ]
  return rules.filter(([holds]) => !holds).map(([, text]) => text)
}

function masterOf({ master_node, nodes }: ClusterState): string {
  return nodes[master_node ?? '']?.name ?? 'none'
}

function sorted(names: readonly string[]): string {
  return names.toSorted().join(', ') || 'none'
}

/**
 * @throws Failure `broken-promise` with every problem; `cannot-know` where no node at all could be asked.
 */
export function assertOneCluster(states: StatesByPod, expected: ExpectedCluster): FormedCluster {
  const what = `form one cluster ${expected.name}`
  const isSilent = [...states.values()].every(state => state === undefined)
  if (isSilent) throw cannotKnow({ what, got: 'no node gave an answer' })
  const verdict = judgeStates(states, expected)
  if (!Array.isArray(verdict)) return verdict
  throw brokenPromise({
    what,
    expected: `${expected.pods.join(', ')} and the same master on each`,
    got: verdict.join('; '),
  })
}
