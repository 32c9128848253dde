/**
 * Whether each Elasticsearch node that came back started at its first attempt: what the node before it left behind (its
 * `node.lock`, above all) must not stand in its way.
 *
 * A pure question to the past; knows nothing of why a start failed (the node's log does).
 */
import type { Pod } from '../../kubernetes/pods.ts'
import type { Entry } from '../../record.ts'

/** Names of the Pods whose container had to be started more than once, with how it ended: `es-1: Error, exit code 1`. */
export function failedStarts(entries: readonly Entry[], statefulSet: string): string[] {
  const found = entries.flatMap(({ source, kind, object }) => {
    if (source !== 'watch' || kind !== 'Pod') return []
    const pod = object as Pod
    const isOfSet = pod.metadata?.ownerReferences?.some(({ name }) => name === statefulSet)
    return isOfSet ? howItEnded(pod) : []
  })
  return [...new Set(found)]
}

/** A Pod that is told to end also terminates its container: that is no failed start. */
export function howItEnded({ metadata, status }: Pod): string[] {
  return (status?.containerStatuses ?? []).flatMap(({ restartCount, lastState, state }) => {
    const ended = metadata?.deletionTimestamp === undefined ? state?.terminated : undefined
    const last = ended ?? (restartCount > 0 ? lastState?.terminated : undefined)
    return last === undefined ? [] : [`${metadata?.name}: ${last.reason}, exit code ${last.exitCode}`]
  })
}
