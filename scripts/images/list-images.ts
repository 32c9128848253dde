/**
 * Every image by its role: the reference that is pulled where images come from a registry, and the one that our own
 * build carries. Of the catalogue alone: asks no engine and no registry, so it knows nothing of what is there.
 */
import { systemImages } from './catalogue.ts'
import { pulledReferences } from './registry-supply.ts'
import { workloadReferences } from './source/workload-images.ts'
import type { SupplyOptions } from './supply.ts'

export interface ListedImage {
  /** `beside`: in a container next to the nodes. */
  role: 'node' | 'system' | 'workload' | 'beside'
  name: string
  /** Where a registry has it: Kubernetes' own images are in the public node image, and an NFS server has none. */
  public?: string
  source: string
}

export function listImages(options: SupplyOptions): ListedImage[] {
  const pulled: Record<string, string> = pulledReferences(options)
  const listed = (role: ListedImage['role'], sources: Record<string, string>): ListedImage[] =>
    Object.entries(sources).map(([name, source]) => {
      const reference = role === 'system' ? undefined : pulled[name]
      return { role, name, ...(reference !== undefined && { public: reference }), source }
    })
  return [
    ...listed('node', { node: 'stateproof.dev/build/node' }),
    ...listed('system', systemImages),
    ...listed('workload', workloadReferences(options)),
    ...listed('beside', { 'nfs-server': 'stateproof.dev/build/nfs-server' }),
  ]
}
