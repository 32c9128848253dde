/**
 * What stands in the way, from the objects and events of a namespace: Pods that are not Ready and why, claims that are
 * not bound, warnings. One line each. A pure function.
 *
 * Names facts; draws no conclusion (the diagnosis does).
 */
import type { ObjectOf } from '../kubernetes/kinds.ts'
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
    ...claims.map(claim => describeClaim(claim, view)),
    ...unique(
      warnings.map(
        ({ involvedObject, reason, message }) =>
          `${involvedObject.kind} ${involvedObject.name}: ${reason}: ${message?.trim()}`,
      ),
    ),
  ].slice(0, mostLines)
}

/** With its last event: that nobody answers to a provisioner's name is told by one that is no warning. */
function describeClaim({ metadata, status }: ObjectOf<'PersistentVolumeClaim'>, view: View): string {
  const name = metadata?.name ?? ''
  const last = view.eventsOf('PersistentVolumeClaim', name).at(-1)
  const told = last === undefined ? '' : `, ${last.reason}: ${last.message?.trim()}`
  return `PersistentVolumeClaim ${name}: ${status?.phase ?? 'no status'}${told}`
}

function unique(lines: string[]): string[] {
  return [...new Set(lines)]
}
