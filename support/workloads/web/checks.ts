/** Checks on the web workload's Pods: pure functions of the journal's view. */
import { type Check, met, never, notYet } from '../../check.ts'
import type { View } from '../../journal/view.ts'
import {
  describePod,
  hopelessReason,
  isRunningAndReady,
  obstacleOf,
  type Pod,
  podReadiness,
} from '../../kubernetes/pods.ts'

export interface ReadyPods {
  statefulSet: string
  count: number
  /** UIDs of Pods that do not count: they were there before the disruption. */
  former: ReadonlySet<string>
}

/** Exactly `count` Pods, each Running and Ready, none of them a former one. */
export function podsAreReady({ statefulSet, count, former }: ReadyPods): Check<View, Pod[]> {
  const isFormer = ({ metadata }: Pod) => former.has(metadata?.uid ?? '')
  return {
    what: `${count} ${former.size > 0 ? 'new ' : ''}Pods of StatefulSet ${statefulSet} to be Ready`,
    look(view) {
      const pods = view.podsOf(statefulSet)
      const hopeless = pods.map(pod => hopelessReason(pod)).find(reason => reason !== undefined)
      if (hopeless !== undefined) return never(hopeless)
      const ready = pods.filter(pod => isRunningAndReady(pod) && !isFormer(pod))
      if (ready.length === count && pods.length === count) return met(`${count} Ready`, pods)
      const obstacle = pods.map(obstacleOf).find(code => code !== undefined)
      const refusal = pods.length < count ? refusalIn(view, statefulSet) : undefined
      const saw = describe(pods, isFormer)
      return refusal === undefined ? notYet(saw, obstacle) : notYet(`${saw}: ${refusal}`, 'pods-refused')
    },
  }
}

/** Pods that the API server does not let in, or that came out of admission invalid: the controller tries for ever. */
const refused = /is forbidden|is invalid|denied the request/

/** Why the set's controller can make no Pod, in the words of its last attempt: a quota, a policy, a webhook. */
export function refusalIn(view: View, statefulSet: string): string | undefined {
  const last = view.eventsOf('StatefulSet', statefulSet).findLast(({ reason }) => reason?.endsWith('Create'))
  return last?.reason === 'FailedCreate' && refused.test(last.message ?? '') ? last.message : undefined
}

export function podIsReady(name: string): Check<View, Pod> {
  return { what: `Pod ${name} to be Ready`, look: view => podReadiness(view.get('Pod', name)) }
}

export function podIsRunning(name: string): Check<View, Pod> {
  return {
    what: `Pod ${name} to run`,
    look(view) {
      const pod = view.get('Pod', name)
      if (pod === undefined) return notYet('it does not exist')
      const hopeless = hopelessReason(pod)
      if (hopeless !== undefined) return never(hopeless)
      return pod.status?.phase === 'Running' ? met('Running', pod) : notYet(describePod(pod), obstacleOf(pod))
    },
  }
}

export function podExists(name: string): Check<View, Pod> {
  return {
    what: `Pod ${name} to be created`,
    look(view) {
      const pod = view.get('Pod', name)
      return pod === undefined ? notYet('it does not exist') : met('it exists', pod)
    },
  }
}

export function podIsGone(name: string): Check<View> {
  return {
    what: `Pod ${name} to be gone`,
    look: view => (view.get('Pod', name) === undefined ? met('it is gone') : notYet('it is still there')),
  }
}

export function noPodsOf(statefulSet: string): Check<View> {
  return {
    what: `all Pods of StatefulSet ${statefulSet} to be gone`,
    look(view) {
      const pods = view.podsOf(statefulSet)
      return pods.length === 0 ? met('none are left') : notYet(describe(pods, () => false))
    },
  }
}

export function setIsGone(statefulSet: string): Check<View> {
  return {
    what: `StatefulSet ${statefulSet} to be gone`,
    look: view =>
      view.get('StatefulSet', statefulSet) === undefined ? met('it is gone') : notYet('it is still there'),
  }
}

/** `web-0 Running, Ready; web-1 Pending, ContainerCreating (former)`. */
function describe(pods: Pod[], isFormer: (pod: Pod) => boolean): string {
  if (pods.length === 0) return 'no Pods'
  const state = (pod: Pod) => (isRunningAndReady(pod) ? 'Ready' : describePod(pod))
  return pods.map(pod => `${pod.metadata?.name} ${state(pod)}${isFormer(pod) ? ' (former)' : ''}`).join('; ')
}
