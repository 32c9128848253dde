/** Logs of a Pod's container, for evidence. Knows nothing of what they say. */
import { Failure, messageOf } from '../failure.ts'
import type { Cluster } from './cluster.ts'
import { collectionPath } from './kinds.ts'
import { streamLines } from './request.ts'

export interface LogRequest {
  namespace: string
  pod: string
  container: string
  /** Of the container's former run. */
  previous?: boolean
  /** Only the last lines; without it, from the beginning. */
  tailLines?: number
  /** No more than so many bytes. */
  limitBytes?: number
  withinMs: number
}

/** @throws Failure when there is no such container or it has no former run. */
export async function podLogs(
  cluster: Cluster,
  { namespace, pod, container, previous, tailLines, limitBytes, withinMs }: LogRequest,
): Promise<string> {
  const path = `${collectionPath('Pod', namespace)}/${pod}/log`
  const query = {
    container,
    tailLines,
    limitBytes,
    timestamps: true,
    previous: previous ? true : undefined,
  }
  const lines: string[] = []
  try {
    const request = {
      method: 'GET' as const,
      path,
      query,
      what: `read the log of Pod ${pod}`,
      signal: AbortSignal.timeout(withinMs),
    }
    for await (const line of streamLines(cluster, request)) lines.push(line)
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure({ code: 'logs', what: `read the log of Pod ${pod}`, got: messageOf(cause), cause })
  }
  return lines.join('\n')
}
