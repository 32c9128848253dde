/** Which StorageClass is the default: as Kubernetes itself tells it (pkg/volume/util/storageclass.go). */
import type { ObjectOf } from './kinds.ts'

interface Annotated {
  metadata?: { annotations?: Record<string, string> } | undefined
}

/** The second is the name from before 1.6. Kubernetes still goes by it, so a cluster may have it alone. */
const marks = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
]

/** Marked as a default class (Kubernetes docs, "Change the default StorageClass"). */
export function isDefaultClass({ metadata }: Annotated): boolean {
  return marks.some(mark => metadata?.annotations?.[mark] === 'true')
}

/**
 * The class that a claim without one gets: of several that are marked, the newest (Kubernetes docs, "Storage Classes");
 * of several that were made in the same second, as one manifest does, the first by name.
 */
export function defaultClassIn(
  classes: readonly ObjectOf<'StorageClass'>[],
): ObjectOf<'StorageClass'> | undefined {
  return classes.filter(isDefaultClass).toSorted(byAgeAndName)[0]
}

function byAgeAndName(
  { metadata: a }: ObjectOf<'StorageClass'>,
  { metadata: b }: ObjectOf<'StorageClass'>,
): number {
  const [made, otherMade] = [String(a?.creationTimestamp), String(b?.creationTimestamp)]
  // Both by their characters, as Go compares them: a language's rules would order `a-b` and `aa` otherwise.
  if (made !== otherMade) return made > otherMade ? -1 : 1
  return (a?.name ?? '') < (b?.name ?? '') ? -1 : 1
}
