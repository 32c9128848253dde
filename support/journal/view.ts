/**
 * The present state of a scenario's namespace, as the watches tell it: what a wait looks at.
 *
 * Knows nothing of the past; that is what the entries are for.
 */
import type { Kind, ObjectOf } from '../kubernetes/kinds.ts'
import { ordinalOf } from '../kubernetes/pods.ts'

export interface View {
  get<K extends Kind>(kind: K, name: string): ObjectOf<K> | undefined
  list<K extends Kind>(kind: K): ObjectOf<K>[]
  /** Pods of the StatefulSet (by owner), by ordinal. */
  podsOf(statefulSet: string): ObjectOf<'Pod'>[]
  /** Events about an object, oldest first. */
  eventsOf(kind: Kind, name: string): ObjectOf<'Event'>[]
}

/** A view that its owner can change. */
export interface MutableView extends View {
  set(kind: Kind, object: ObjectOf<Kind>): void
  /** Takes the object away, unless another one of its name has come in its place. */
  remove(kind: Kind, object: ObjectOf<Kind>): void
}

export function createView(): MutableView {
  const objects = new Map<Kind, Map<string, ObjectOf<Kind>>>()
  const ofKind = (kind: Kind) => {
    const found = objects.get(kind) ?? new Map<string, ObjectOf<Kind>>()
    objects.set(kind, found)
    return found
  }
  const list = <K extends Kind>(kind: K) => [...ofKind(kind).values()] as ObjectOf<K>[]
  return {
    list,
    get: <K extends Kind>(kind: K, name: string) => ofKind(kind).get(name) as ObjectOf<K> | undefined,
    podsOf: statefulSet => list('Pod').filter(isOwnedBy(statefulSet)).toSorted(byOrdinal),
    eventsOf: (kind, name) =>
      list('Event').filter(
        ({ involvedObject }) => involvedObject.kind === kind && involvedObject.name === name,
      ),
    set: (kind, object) => void ofKind(kind).set(object.metadata?.name ?? '', object),
    remove(kind, { metadata: { name = '', uid } = {} }) {
      if (ofKind(kind).get(name)?.metadata?.uid === uid) ofKind(kind).delete(name)
    },
  }
}

function isOwnedBy(statefulSet: string) {
  return ({ metadata }: ObjectOf<'Pod'>) =>
    metadata?.ownerReferences?.some(({ kind, name }) => kind === 'StatefulSet' && name === statefulSet) ??
    false
}

function byOrdinal(a: ObjectOf<'Pod'>, b: ObjectOf<'Pod'>): number {
  return ordinalOf(a.metadata?.name ?? '') - ordinalOf(b.metadata?.name ?? '')
}
