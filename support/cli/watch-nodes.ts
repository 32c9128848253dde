/**
 * The nodes' part of the journal: watched for the whole run, since a node that goes explains much of what fails on it.
 * Explains only; knows nothing of verdicts.
 */
import { systemClock } from '../clock.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import { watchKind } from '../kubernetes/watch.ts'
import type { Entry } from '../record.ts'

export type NodeEntry = Pick<Entry, 'source' | 'type' | 'kind' | 'name' | 'object' | 'data'>

interface SeenNode {
  metadata?: { name?: string; managedFields?: unknown }
  status?: { images?: unknown }
}

/**
 * Calls `append` for each node that is there and each change, until the signal fires. Where nodes may not be read, it
 * says so in the journal and goes on without.
 */
export async function watchNodes(
  cluster: Cluster,
  append: (entry: NodeEntry) => void,
  signal: AbortSignal,
): Promise<void> {
  const miss = (type: string, data: object) => append({ source: 'gap', type, kind: 'Node', data })
  const lose = (error: unknown) => miss('lost', { why: String(error) })
  const handlers = {
    change: (type: string, object: SeenNode) => {
      delete object.metadata?.managedFields
      // What a kubelet has pulled explains nothing, and is most of a node's size.
      delete object.status?.images
      append({ source: 'watch', type, kind: 'Node', name: object.metadata?.name ?? '', object })
    },
    gap: (data: object) => miss('missed', data),
    lost: lose,
  }
  await watchKind(cluster, { kind: 'Node', clock: systemClock, signal, handlers }).catch(lose)
}
