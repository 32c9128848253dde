/** Asks for the cluster's state as the article does: through a port-forward to a Pod, and from inside by the Service. */
import { cannotKnow } from '../../broken-promise.ts'
import { forwardPort } from '../../kubernetes/port-forward.ts'
import type { Actors } from '../actors.ts'
import { readClusterState, type StatesByPod } from './cluster-state.ts'

const path = '/_cluster/state/master_node,nodes'
const answerWithinMs = 10_000

/** What each node says of itself, through a port of its own on loopback. */
export async function askThroughPortForward({ scope }: Actors, pods: string[]): Promise<StatesByPod> {
  const asked = pods.map(async pod => {
    await using forwarded = await forwardPort(scope.cluster, { namespace: scope.namespace, pod, port: 9200 })
    const url = `http://127.0.0.1:${forwarded.port}${path}?local=true`
    const response = await fetch(url, { signal: AbortSignal.timeout(answerWithinMs) }).catch(() => undefined)
    const state = response && readClusterState({ status: response.status, body: await response.text() })
    return [pod, state] as const
  })
  return new Map(await Promise.all(asked))
}

/** What the client Pod is answered by the name of the Service. */
export async function askThroughService({ client }: Actors, service: string) {
  const [body] = await client.requestUntilAnswered(`http://${service}:9200${path}`)
  if (body === undefined) throw cannotKnow({ what: 'ask the Service', on: service, got: 'no answer' })
  return readClusterState({ status: 200, body })
}
