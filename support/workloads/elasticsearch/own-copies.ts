/**
 * Gives each node a copy of a small index that nobody writes to afterwards, and looks later whether each node that came
 * back is the same one and read that copy from its own disk.
 *
 * The index that the client writes to would not tell: it has two copies on three nodes, and a node that was away must
 * fetch what was written meanwhile. This one has a copy on each node, so that no copy can move, and nothing to catch up.
 */
import { z } from 'zod'
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import type { Actors } from '../actors.ts'
import { readAnswer } from './answers.ts'
import type { AskOptions } from './api.ts'
import { commitCopies } from './commit-copies.ts'
import { failedStarts } from './first-start.ts'
import { clusterName, setName } from './manifests.ts'
import { assertSameNodes, type NodeIds, readCopies, readNodeIds } from './nodes.ts'

const index = 'settled'
/** Every document of the bulk was taken. */
const writtenSchema = z.object({ errors: z.literal(false) })
/** Copies on every node are made in a second; on a machine that does ten times as much they were not after 30. */
const copiesWithin = '90s'
const askWithinMs = 120_000

export interface SettledNodes {
  ids: NodeIds
  /** Pod name → UID. */
  pods: ReadonlyMap<string, string>
}

type Asking = Pick<Actors, 'elasticsearch' | 'scope'>

/** Writes the documents, on every node and in its committed files, and remembers what each node is. */
export async function settleCopies(actors: Asking, documents: number): Promise<SettledNodes> {
  const settings = { number_of_shards: 1, number_of_replicas: actors.elasticsearch.pods().length - 1 }
  const ofAll = { wait_for_active_shards: 'all', timeout: copiesWithin }
  const lines = Array.from({ length: documents }, (_, number) => `{"create":{}}\n{"number":${number}}\n`)
  await ask(actors, `/${index}`, { method: 'PUT', body: { settings } })
  const written = { method: 'POST' as const, body: lines.join(''), query: ofAll }
  readAnswer(writtenSchema, 'the answer to a bulk', await ask(actors, `/${index}/_bulk`, written))
  await commitCopies(actors.elasticsearch.api, actors.scope, index)
  return { ids: await nodeIds(actors), pods: uidsOf(actors.elasticsearch.pods()) }
}

/** @throws Failure `broken-promise` naming each node that is another, fetched its copy or did not start at once. */
export async function assertCameBack(actors: Asking & Pick<Actors, 'seen'>): Promise<void> {
  const { elasticsearch, scope, seen } = actors
  const { settled } = seen
  if (settled === undefined) throw cannotKnow({ what: 'compare the nodes', got: 'none are remembered' })
  const copies = readCopies(index, await ask(actors, `/${index}/_recovery`))
  const now = uidsOf(elasticsearch.pods())
  const returned = [...now].filter(([pod, uid]) => settled.pods.get(pod) !== uid).map(([pod]) => pod)
  if (returned.length === 0) throw cannotKnow({ what: 'compare the nodes', got: 'none went away' })
  assertSameNodes({ before: settled.ids, after: await nodeIds(actors), returned, copies })
  const failed = failedStarts(scope.journal.entries, setName)
  if (failed.length > 0)
    throw brokenPromise({ what: 'start each node at its first attempt', got: failed.join('; ') })
}

async function nodeIds(actors: Asking): Promise<NodeIds> {
  return readNodeIds(await ask(actors, '/_cluster/state/nodes'))
}

async function ask({ elasticsearch, scope }: Asking, path: string, options: AskOptions = {}) {
  const request = { withinMs: askWithinMs, signal: scope.signal, ...options }
  const response = await elasticsearch.api.service(path, request)
  const on = `Elasticsearch ${clusterName}`
  if (response === undefined || response.status >= 400)
    throw brokenPromise({ what: `answer ${path}`, on, got: response?.body.slice(0, 200) ?? 'no answer' })
  return response
}

function uidsOf(pods: readonly Pod[]): Map<string, string> {
  return new Map(pods.map(({ metadata }) => [metadata?.name ?? '', metadata?.uid ?? '']))
}
