/** Where the files about a cluster of ours lie: in the cache, never in the user's kubeconfig. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeImage } from '../images/supply.ts'
import type { Configuration } from './configuration.ts'

/** What a cluster was made from. */
export interface ClusterFacts {
  inputsKey: string
  nodeImage: NodeImage
  /** How the cluster was set up; see configuration.ts. */
  configuration: Configuration
  createdAt: string
}

export function clusterFolder(cacheDir: string, name: string): string {
  return join(cacheDir, 'clusters', name)
}

export function kubeconfigPathOf(cacheDir: string, name: string): string {
  return join(clusterFolder(cacheDir, name), 'kubeconfig')
}

export function writeFacts(cacheDir: string, name: string, facts: ClusterFacts): void {
  const folder = clusterFolder(cacheDir, name)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, 'cluster.json'), JSON.stringify(facts, null, 2))
}

/** The facts of a cluster that was made to its end, or undefined. */
export function readFacts(cacheDir: string, name: string): ClusterFacts | undefined {
  const file = join(clusterFolder(cacheDir, name), 'cluster.json')
  if (!existsSync(file)) return undefined
  try {
    const facts = JSON.parse(readFileSync(file, 'utf8')) as ClusterFacts
    // Written by a version of ours that did not write it down: nobody can say whether the cluster was changed.
    return facts.configuration === undefined ? undefined : facts
  } catch {
    return undefined
  }
}

/** Removed before the cluster is touched, so that one made half way is never taken for whole. */
export function forgetFacts(cacheDir: string, name: string): void {
  rmSync(join(clusterFolder(cacheDir, name), 'cluster.json'), { force: true })
}

/** Everything that makes one cluster differ from another. */
export function inputsKeyOf(image: NodeImage): string {
  return `${image.inputsKey}-${image.supply}`
}
