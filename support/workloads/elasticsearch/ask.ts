/** Asks for the cluster's state as the article does: through a port-forward to a Pod, and from inside by the Service. */
import { cannotKnow } from '../../broken-promise.ts'
import type { Failure } from '../../failure.ts'
import { forwardPort } from '../../kubernetes/port-forward.ts'
import type { Actors } from '../actors.ts'
import type { Response } from './answers.ts'
import { readClusterState, type StatesByPod } from './cluster-state.ts'

const path = '/_cluster/state/master_node,nodes'
const answerWithinMs = 10_000
/** A stream dies with the kubelet's or the API server's connection; a second one in a row is no accident. */
const attempts = 2

/**
 * What each node says of itself, through a port of its own on loopback. A node that takes no connection gave no answer.
 * @throws Failure `port-forward-lost` when it was the forwarding that failed.
 */
export async function askThroughPortForward({ scope }: Actors, pods: string[]): Promise<StatesByPod> {
  const asked = pods.map(async pod => {
    await using forwarded = await forwardPort(scope.cluster, { namespace: scope.namespace, pod, port: 9200 })
    const response = await askForwarded(forwarded)
    return [pod, response && readClusterState(response)] as const
  })
  return new Map(await Promise.all(asked))
}

async function askForwarded(forwarded: { port: number; readonly trouble: Failure | undefined }) {
  const url = `http://127.0.0.1:${forwarded.port}${path}?local=true`
  for (let attempt = 1; ; attempt++) {
    const response = await answerOf(url)
    if (response !== undefined) return response
    if (forwarded.trouble?.code !== 'port-forward-lost') return undefined
    if (attempt === attempts) throw forwarded.trouble
  }
}

async function answerOf(url: string): Promise<Response | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerWithinMs) })
    return { status: response.status, body: await response.text() }
  } catch {
    return undefined
  }
}

/** What the client Pod is answered by the name of the Service. */
export async function askThroughService({ client }: Actors, service: string) {
  const [body] = await client.requestUntilAnswered(`http://${service}:9200${path}`)
  if (body === undefined) throw cannotKnow({ what: 'ask the Service', on: service, got: 'no answer' })
  return readClusterState({ status: 200, body })
}
