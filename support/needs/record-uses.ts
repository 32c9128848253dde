/**
 * Writes down what a scenario uses of the API, once each: rights, the objects that it makes, how far it scales them.
 * From these lines the table of needs is derived (derive-needs.ts).
 *
 * Knows nothing of what is done with them.
 */
import type { Use } from '../kubernetes/uses.ts'
import type { Entry } from '../record.ts'
import { type Right, writeRight } from '../rights.ts'
import { isNamespaceOfRun } from '../run-context.ts'
import { type Filling, toTemplate, withoutOwnEnd } from './template.ts'

/** What of a run's context shows in what it uses. */
export type UsingRun = Filling & {
  /** The one that the run was given. */
  namespace?: string
  /** The scenario's namespace, whichever it is; absent for the run itself. */
  own?: string
}

export type UseEntry = Pick<Entry, 'source' | 'type' | 'kind' | 'name' | 'object' | 'data'>

/** @returns what a cluster's `onUse` is to be. `append` gets each line once. */
export function recordUses(run: UsingRun, append: (entry: UseEntry) => void): (use: Use) => void {
  const told = new Set<string>()
  const once = (entry: UseEntry) => {
    const text = JSON.stringify(entry)
    if (told.has(text)) return
    told.add(text)
    append(entry)
  }
  return use => {
    once({ source: 'use', type: 'right', name: writeRight(rightOf(use, run)) })
    const made = madeBy(use, run)
    if (made !== undefined) once(made)
  }
}

/** Which right a use needs, seen from the run: its own namespaces have other names each time. */
export function rightOf({ verb, group, resource, subresource, namespace, name }: Use, run: UsingRun): Right {
  const isOwn = (place: string) => place === run.namespace || isNamespaceOfRun(place)
  const right = { verb, group, resource, ...(subresource !== undefined && { subresource }) }
  if (namespace !== undefined) return { ...right, place: isOwn(namespace) ? 'own' : namespace }
  // A namespace of ours is a thing of the cluster: who may delete one by name may do so by an owner's rights in it.
  if (resource === 'namespaces' && name !== undefined && verb !== 'create') return { ...right, place: 'own' }
  return { ...right, place: 'cluster' }
}

function madeBy({ verb, subresource, name, body }: Use, run: UsingRun): UseEntry | undefined {
  const { kind, spec } = (body ?? {}) as { kind?: string; spec?: { replicas?: number } }
  if (verb === 'create' && subresource === undefined && kind !== undefined) {
    const object = toTemplate(body as object, run, run.own)
    return { source: 'use', type: 'object', kind, name: withoutOwnEnd(name ?? '', run.own), object }
  }
  if (verb === 'patch' && subresource === 'scale' && spec?.replicas !== undefined)
    return { source: 'use', type: 'scale', name: name ?? '', data: { replicas: spec.replicas } }
  return undefined
}
