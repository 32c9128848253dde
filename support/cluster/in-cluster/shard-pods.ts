/**
 * Follows the Pods of a Job of shards to their end: the log of each is handed on line by line, from its beginning, also
 * after the connection was lost; how each Pod ended is told.
 *
 * Knows nothing of what the lines say.
 */
import { systemClock } from '../../clock.ts'
import { Failure, messageOf } from '../../failure.ts'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { collectionPath } from '../../kubernetes/kinds.ts'
import { readObject } from '../../kubernetes/objects.ts'
import { describePod, hopelessReason, type Pod } from '../../kubernetes/pods.ts'
import { isNotFound, streamLines } from '../../kubernetes/request.ts'
import { watchKind } from '../../kubernetes/watch.ts'
import { appName } from './manifests.ts'

export interface ShardPodsOptions {
  namespace: string
  job: string
  /** How many Pods there will be. */
  count: number
  /** How long a Pod may take to start while none runs; one that waits for the room of others may wait. */
  startWithinMs: number
  /** Takes a line of a shard's log (from 0). @returns true when that was the last that is wanted. */
  onLine(shard: number, line: string): boolean
  /** Fires when the run is interrupted. */
  signal: AbortSignal
}

/** Set by the Job controller on each Pod. */
const jobLabel = 'batch.kubernetes.io/job-name'
const indexLabel = 'batch.kubernetes.io/job-completion-index'
const pauseMs = 500
/** An API server that is away longer than this leaves us blind. */
const giveUpAfterMs = 120_000

/**
 * @returns when each shard has been read to its last line, or its Pod has ended without it (then why, by shard). After
 *   the signal no further Pod is waited for.
 * @throws Failure `shards-not-started` when a Pod cannot run: no image, no room.
 */
export async function followShardPods(
  cluster: Cluster,
  options: ShardPodsOptions,
): Promise<Map<number, string>> {
  const { namespace, job, count, startWithinMs, signal } = options
  const pods = new Map<number, Pod>()
  const following = new Map<number, Promise<string | undefined>>()
  const ended = new AbortController()
  const allStarted = Promise.withResolvers<void>()
  const idle = { reading: 0, sinceMs: systemClock.monotonicMs() }
  const begin = async (shard: number, pod: string) => {
    idle.reading += 1
    const why = await follow(cluster, options, { shard, pod })
    idle.reading -= 1
    idle.sinceMs = systemClock.monotonicMs()
    return why
  }
  const onChange = (pod: Pod) => {
    const { labels = {}, name = '' } = pod.metadata ?? {}
    if (labels[jobLabel] !== job) return
    const shard = Number(labels[indexLabel])
    pods.set(shard, pod)
    if (hasStarted(pod) && !following.has(shard)) following.set(shard, begin(shard, name))
    if (following.size === count || signal.aborted) allStarted.resolve()
  }
  const handlers = {
    change: (_type: string, pod: Pod) => onChange(pod),
    gap: () => undefined,
    lost: (error: unknown) => allStarted.reject(error),
  }
  const timer = setInterval(() => {
    const hopeless = [...pods.values()].map(hopelessReason).find(reason => reason !== undefined)
    const isOverdue = idle.reading === 0 && systemClock.monotonicMs() - idle.sinceMs > startWithinMs
    if (signal.aborted) allStarted.resolve()
    else if (hopeless !== undefined || isOverdue) allStarted.reject(notStarted([...pods.values()], hopeless))
  }, pauseMs)
  try {
    await watchKind(cluster, { kind: 'Pod', namespace, clock: systemClock, signal: ended.signal, handlers })
    await allStarted.promise
    const results = await Promise.all([...following].map(async ([shard, why]) => [shard, await why] as const))
    return new Map(results.filter((result): result is [number, string] => result[1] !== undefined))
  } finally {
    clearInterval(timer)
    ended.abort()
  }
}

/** Whether there is a log to read. */
function hasStarted({ status }: Pod): boolean {
  const state = status?.containerStatuses?.[0]?.state
  return state?.running !== undefined || state?.terminated !== undefined
}

/** @returns why the log had no last line, or undefined when it had. */
async function follow(
  cluster: Cluster,
  { namespace, onLine }: ShardPodsOptions,
  { shard, pod }: { shard: number; pod: string },
): Promise<string | undefined> {
  const request = {
    method: 'GET' as const,
    path: `${collectionPath('Pod', namespace)}/${pod}/log`,
    query: { container: appName, follow: true },
    what: `read the log of Pod ${pod}`,
    signal: new AbortController().signal,
  }
  let heardMs = systemClock.monotonicMs()
  for (;;) {
    try {
      const before = await readObject(cluster, { kind: 'Pod', namespace, name: pod })
      for await (const line of streamLines(cluster, request)) if (onLine(shard, line)) return undefined
      heardMs = systemClock.monotonicMs()
      // Read to its end after the Pod had ended: nothing more will come.
      if (isOver(before)) return howItEnded(before)
    } catch (error) {
      if (error instanceof Failure && error.code === 'record-damaged') return messageOf(error)
      if (isNotFound(error)) return `Pod ${pod} is gone`
      if (systemClock.monotonicMs() - heardMs > giveUpAfterMs) return messageOf(error)
    }
    await systemClock.sleep(pauseMs)
  }
}

function isOver({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed'
}

function howItEnded({ metadata, status }: Pod): string {
  const end = status?.containerStatuses?.[0]?.state?.terminated
  const why = [end?.reason, end?.message, status?.reason, status?.message].filter(Boolean).join(', ')
  return `Pod ${metadata?.name} ended with exit code ${end?.exitCode ?? 'unknown'} (${why}) before its record did`
}

function notStarted(pods: readonly Pod[], hopeless: string | undefined): Failure {
  return new Failure({
    code: 'shards-not-started',
    what: 'start the shards inside the cluster',
    got: hopeless ?? 'no Pod ran in time',
    blockedBy: pods.map(pod => `Pod ${pod.metadata?.name}: ${describePod(pod)}`),
    hint: 'name an image that the nodes can pull with --harness-image',
  })
}
