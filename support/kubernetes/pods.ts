/**
 * What a Pod's status says: pure functions and checks.
 *
 * Knows nothing of how the Pod was read.
 */
import { type Answer, met, never, notYet } from '../check.ts'
import type { ObjectOf } from './kinds.ts'

export type Pod = ObjectOf<'Pod'>

export function isPodReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
}

/** A Pod that was told to end is not counted on, whatever its conditions still say. */
export function isTerminating(pod: Pod): boolean {
  return pod.metadata?.deletionTimestamp !== undefined
}

/** "Running and Ready", as the StatefulSet controller means it before it goes on to the next Pod. */
export function isRunningAndReady(pod: Pod): boolean {
  return pod.status?.phase === 'Running' && isPodReady(pod) && !isTerminating(pod)
}

/**
 * Why the Pod ends, where Kubernetes says that it is not its owner who ends it: evicted, preempted, rejected by its
 * kubelet. A Pod that somebody deletes by hand bears no such mark: it cannot be told from one that its owner deletes.
 */
export function disruptionOf({ status }: Pick<Pod, 'status'>): string | undefined {
  const isTarget = ({ type, status }: { type: string; status: string }) =>
    type === 'DisruptionTarget' && status === 'True'
  const target = status?.conditions?.find(isTarget)
  if (target !== undefined) return target.reason ?? target.type
  const hasEnded = status?.phase === 'Failed' || status?.phase === 'Succeeded'
  return hasEnded ? (status?.reason ?? status?.phase) : undefined
}

/** The ordinal at the end of a Pod's name: `web-12` → 12. */
export function ordinalOf(podName: string): number {
  return Number(podName.slice(podName.lastIndexOf('-') + 1))
}

/** Whether the Pod is Running and Ready, and if not, why as far as its status says. */
export function podReadiness(pod: Pod | undefined): Answer<Pod> {
  if (pod === undefined) return notYet('it does not exist')
  if (isRunningAndReady(pod)) return met(`Running and Ready on ${pod.spec?.nodeName}`, pod)
  const hopeless = hopelessReason(pod)
  return hopeless === undefined ? notYet(describePod(pod), obstacleOf(pod)) : never(hopeless)
}

/** `Pending, ContainerCreating`, `Running, not Ready`, `Pending, Unschedulable: 0/3 nodes are available`. */
export function describePod(pod: Pod): string {
  const { phase = 'unknown' } = pod.status ?? {}
  if (isTerminating(pod)) return `${phase}, being deleted`
  const waiting = waitingStates(pod)[0]
  if (waiting !== undefined) return `${phase}, ${phrase(waiting)}`
  const refusal = unscheduled(pod)
  if (refusal !== undefined) return `${phase}, ${phrase(refusal)}`
  return phase === 'Running' && !isPodReady(pod) ? 'Running, not Ready' : phase
}

/** Reasons that no waiting mends: the image's name is wrong, or it may not be pulled and is not there. */
const hopelessReasons = new Set(['InvalidImageName', 'ErrImageNeverPull'])
/** Reasons for which the kubelet tries again; they are hopeless only if the registry said so. */
const pullReasons = new Set(['ErrImagePull', 'ImagePullBackOff'])
const registrySaidNo = /not found|no such host|manifest unknown|denied|unauthorized|forbidden/i

/** Why this Pod will never run, or undefined. */
export function hopelessReason(pod: Pod): string | undefined {
  const states = waitingStates(pod)
  const certain = states.find(({ reason }) => hopelessReasons.has(reason ?? ''))
  const refused = states.find(
    ({ reason, message }) => pullReasons.has(reason ?? '') && registrySaidNo.test(message ?? ''),
  )
  const found = certain ?? refused
  return found === undefined ? undefined : `image cannot be pulled: ${phrase(found)}`
}

/** Reasons for which a container waits although its image is there: what is wrong with it is something else. */
const reasonsWithImage = new Set(['CreateContainerError', 'RunContainerError', 'CrashLoopBackOff'])

/** The scheduler's words for a node that is full; it has no field for that (kubernetes pkg/scheduler, plugin NodeResourcesFit). */
const noRoom = /\bInsufficient \S|Too many pods/

/**
 * What keeps this Pod from starting and is no promise of the cluster's, as the code of a failure: a registry that is away or
 * counts our pulls, nodes that are full.
 */
export function obstacleOf(pod: Pod): 'image-pull' | 'no-room' | undefined {
  if (waitingStates(pod).some(({ reason }) => pullReasons.has(reason ?? ''))) return 'image-pull'
  return whyNoRoom(pod) === undefined ? undefined : 'no-room'
}

/** Why the scheduler finds no node that has enough left, in its words. */
export function whyNoRoom(pod: Pod): string | undefined {
  const message = unscheduled(pod)?.message ?? ''
  return noRoom.test(message) ? message : undefined
}

function unscheduled({ status }: Pod) {
  return status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False')
}

/** Whether the image of the Pod's first container is on its node. */
export function hasPulled({ status }: Pod): boolean {
  const state = status?.containerStatuses?.[0]?.state
  if (state?.running !== undefined || state?.terminated !== undefined) return true
  return reasonsWithImage.has(state?.waiting?.reason ?? '')
}

/** Of init containers first, in the order in which they run. */
export function statusesOf({ status }: Pick<Pod, 'status'>) {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
}

function waitingStates(pod: Pod): { reason?: string; message?: string }[] {
  return statusesOf(pod).flatMap(({ state }) => (state?.waiting === undefined ? [] : [state.waiting]))
}

function phrase({ reason, message }: { reason?: string; message?: string }): string {
  return [reason, message].filter(Boolean).join(': ')
}
