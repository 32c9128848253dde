/**
 * Asks the nodes themselves why there is no cluster: their logs, and whether each can open the other's port 9300.
 *
 * Only facts, for whoever reads a failure; whatever cannot be asked is left out. Judges nothing.
 */
import { execInPod } from '../../kubernetes/exec.ts'
import { podLogs } from '../../kubernetes/logs.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import type { Scope } from '../../scope.ts'
import { complaintsIn } from './complaints.ts'

/** A node complains every 10 s; a stack trace between has a hundred lines. */
const logLines = 400
const withinMs = 10_000
/** A connection within a cluster opens in milliseconds; one that is dropped says nothing for ever. */
const connectSeconds = 2
const container = 'elasticsearch'
const transportPort = 9300

/** @returns one line for each fact: `es-1's log: …`, `es-0 cannot reach es-1 (10.244.1.7:9300)`. */
export async function whyNot(scope: Scope, pods: readonly Pod[]): Promise<string[]> {
  const asked = pods.map(async pod => [
    ...(await complaintsOf(scope, pod.metadata?.name ?? '')),
    ...(await unreachableFrom(scope, pod, pods)),
  ])
  return (await Promise.all(asked)).flat()
}

/** Of a container that was started again, the run before tells why. */
async function complaintsOf({ cluster, namespace }: Scope, pod: string): Promise<string[]> {
  const logOf = (previous: boolean) =>
    podLogs(cluster, { namespace, pod, container, previous, tailLines: logLines, withinMs }).catch(() => '')
  const log = [await logOf(true), await logOf(false)].join('\n')
  return complaintsIn(log).map(complaint => `${pod} ${complaint}`)
}

async function unreachableFrom(
  { cluster, namespace }: Scope,
  from: Pod,
  pods: readonly Pod[],
): Promise<string[]> {
  const pod = from.metadata?.name ?? ''
  const others = pods.filter(other => other !== from && other.status?.podIP !== undefined)
  const asked = others.map(async ({ metadata, status }) => {
    const open = `exec 3<> /dev/tcp/${status?.podIP}/${transportPort}`
    const command = ['timeout', String(connectSeconds), 'bash', '-c', open]
    const request = { namespace, pod, container, command, withinMs }
    const result = await execInPod(cluster, request).catch(() => undefined)
    if (result === undefined || result.exitCode === 0) return []
    const how = result.exitCode === 124 ? `no answer in ${connectSeconds} s` : 'refused'
    return [`${pod} cannot reach ${metadata?.name} at ${status?.podIP}:${transportPort} (${how})`]
  })
  return (await Promise.all(asked)).flat()
}
