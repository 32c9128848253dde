/**
 * What stands in the way, from the objects and events of a namespace: Pods that are not Ready and why, claims that are
 * not bound, warnings. One line each. A pure function.
 *
 * Names facts; draws no conclusion (the diagnosis does).
 */
import { describePod, isRunningAndReady } from '../kubernetes/pods.ts'
import type { View } from './view.ts'

/** More lines than this are read by nobody. */
const mostLines = 8

/** @returns the facts, most telling first. */
export function blockersIn(view: View): string[] {
  const pods = view.list('Pod').filter(pod => !isRunningAndReady(pod))
  const claims = view.list('PersistentVolumeClaim').filter(({ status }) => status?.phase !== 'Bound')
  const warnings = view.list('Event').filter(({ type }) => type === 'Warning')
  return [
    ...pods.map(pod => `Pod ${pod.metadata?.name}: ${describePod(pod)}`),
    ...claims.map(
      ({ metadata, status }) => `PersistentVolumeClaim ${metadata?.name}: ${status?.phase ?? 'no status'}`,
    ),
    ...unique(
      warnings.map(
        ({ involvedObject, reason, message }) =>
          `${involvedObject.kind} ${involvedObject.name}: ${reason}: ${message?.trim()}`,
      ),
    ),
  ].slice(0, mostLines)
}

function unique(lines: string[]): string[] {
  return [...new Set(lines)]
}
