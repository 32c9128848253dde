/**
 * Rights that follow from a scenario's tags: whether a cluster has what a tag asks for is looked up before the scenario, for
 * all of them at once, and without the right to look it could not be known.
 */
import type { Use } from '../kubernetes/uses.ts'

const uses: Record<string, Use> = {
  '@needs-default-storage-class': { verb: 'list', group: 'storage.k8s.io', resource: 'storageclasses' },
  '@needs-two-nodes': { verb: 'list', group: '', resource: 'nodes' },
}

export function usesOfTags(tags: readonly string[]): Use[] {
  return tags.flatMap(tag => uses[tag] ?? [])
}
