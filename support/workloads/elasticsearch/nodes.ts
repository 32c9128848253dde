/**
 * What each node is and has: its own id, which Elasticsearch keeps with the data, and where its copy of an index came
 * from when the node came back (`GET /_cluster/state/nodes`, `GET /<index>/_recovery`).
 *
 * Pure functions; knows nothing of how the questions were sent.
 */
import { z } from 'zod'
import { brokenPromise } from '../../broken-promise.ts'
import { type Response, requireAnswer } from './answers.ts'

/** Name of a node's Pod → the id that the node has from its data directory; a directory without one gets a new one. */
export type NodeIds = ReadonlyMap<string, string>

const nodesSchema = z.object({ nodes: z.record(z.string(), z.object({ name: z.string() })) })

/** @throws Failure `cannot-know` for a refusal. */
export function readNodeIds(response: Response): NodeIds {
  const { nodes } = requireAnswer(nodesSchema, 'the ids of the nodes', response)
  return new Map(Object.entries(nodes).map(([id, { name }]) => [name, id]))
}

export interface Copy {
  /** Name of the Pod of the node that has it. */
  node: string
  /** Bytes that the node fetched from another when it took up the copy; none where it had them itself. */
  fetchedBytes: number
}

const recoverySchema = z.record(
  z.string(),
  z.object({
    shards: z.array(
      z.object({
        stage: z.string(),
        target: z.object({ name: z.string() }),
        index: z.object({ size: z.object({ recovered_in_bytes: z.number() }) }),
      }),
    ),
  }),
)

/** Every copy of the one shard of an index. @throws Failure `cannot-know` for a refusal. */
export function readCopies(index: string, response: Response): Copy[] {
  const shards = requireAnswer(recoverySchema, `the copies of ${index}`, response)[index]?.shards ?? []
  return shards
    .filter(({ stage }) => stage === 'DONE')
    .map(({ target, index: { size } }) => ({ node: target.name, fetchedBytes: size.recovered_in_bytes }))
}

export interface Return {
  before: NodeIds
  after: NodeIds
  /** Names of the Pods that are new. */
  returned: readonly string[]
  copies: readonly Copy[]
}

/** @throws Failure `broken-promise` naming each node that came back as another, or without what it had. */
export function assertSameNodes({ before, after, returned, copies }: Return): void {
  const others = [...before].filter(([pod, id]) => after.get(pod) !== id)
  const problems = [
    ...others.map(([pod, id]) => `${pod} is node ${after.get(pod) ?? 'none'}, and was ${id}`),
    ...returned.flatMap(pod => problemsOfCopy(pod, copies)),
  ]
  if (problems.length > 0)
    throw brokenPromise({
      what: 'bring each node back with its own data',
      expected: 'the same node under each name, each copy read from its own disk',
      got: problems.join('; '),
    })
}

function problemsOfCopy(pod: string, copies: readonly Copy[]): string[] {
  const own = copies.filter(({ node }) => node === pod)
  if (own.length === 0) return [`${pod} has no copy any more`]
  return own
    .filter(({ fetchedBytes }) => fetchedBytes > 0)
    .map(({ fetchedBytes }) => `${pod} fetched ${fetchedBytes} bytes of its copy from another node`)
}
