/**
 * The health of the cluster as one node tells it (`GET /_cluster/health`), and whether it is what is waited for.
 *
 * Pure functions; knows nothing of how the node was asked.
 */
import { z } from 'zod'
import { type Answer, met, notYet } from '../../check.ts'
import { isRefusal, type Refusal, type Response, readAnswer } from './answers.ts'

const schema = z.object({
  cluster_name: z.string(),
  status: z.enum(['green', 'yellow', 'red']),
  number_of_nodes: z.number(),
  active_shards: z.number(),
  relocating_shards: z.number(),
  initializing_shards: z.number(),
  unassigned_shards: z.number(),
})

export type ClusterHealth = z.output<typeof schema>
/** What a node told, if it answered. */
type Told = ClusterHealth | Refusal | undefined

/** @throws Failure `cannot-know` where the answer is not Elasticsearch's. */
export function readHealth(response: Response): ClusterHealth | Refusal {
  return readAnswer(schema, 'the health of the cluster', response)
}

/**
 * Green, with exactly this many nodes and no copy on its way. The number counts: a cluster that has not yet noticed
 * that a node is gone is green, and so is one of two nodes that has every copy it wants.
 */
export function isGreenWith(nodes: number, health: Told): Answer<ClusterHealth> {
  return judgeHealth(health, ({ status, number_of_nodes, ...shards }) => {
    const moving = shards.relocating_shards + shards.initializing_shards + shards.unassigned_shards
    return status === 'green' && number_of_nodes === nodes && moving === 0
  })
}

/** Every document can be read from exactly this many nodes; copies may be missing. */
export function readsWith(nodes: number, health: Told): Answer<ClusterHealth> {
  return judgeHealth(health, ({ status, number_of_nodes }) => status !== 'red' && number_of_nodes === nodes)
}

function judgeHealth(health: Told, isMet: (health: ClusterHealth) => boolean): Answer<ClusterHealth> {
  if (health === undefined) return notYet('no answer')
  if (isRefusal(health)) return notYet(`${health.refused} (${health.status})`)
  return isMet(health) ? met(describeHealth(health), health) : notYet(describeHealth(health))
}

/** `yellow, 2 nodes, 1 shards, 1 unassigned`. */
export function describeHealth(health: ClusterHealth): string {
  const moving = (['relocating', 'initializing', 'unassigned'] as const)
    .map(state => [health[`${state}_shards`], state] as const)
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
  const counts = [`${health.number_of_nodes} nodes`, `${health.active_shards} shards`, ...moving]
  return [health.status, ...counts].join(', ')
}
