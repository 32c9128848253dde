/**
 * `cluster down`: removes everything that `cluster up` made, and nothing else.
 */
import { rmSync } from 'node:fs'
import type { Engine } from '../../support/docker.ts'
import type { Progress } from '../../support/progress.ts'
import { findEngine } from '../engine/engine.ts'
import { ownEngineHome, ownEngineHost, stopOwnEngine } from '../engine/own-engine.ts'
import { withLock } from '../lock.ts'
import { clusterFolder } from './cluster-paths.ts'
import { nodesOf } from './health.ts'

export interface ClusterDownOptions {
  name: string
  cacheDir: string
  /** Remove the cache with images and programs too; the next `cluster up` then starts from nothing. */
  purge?: boolean
  progress: Progress
}

/** @returns what was removed, one phrase each. */
export async function clusterDown({
  name,
  cacheDir,
  purge,
  progress,
}: ClusterDownOptions): Promise<string[]> {
  const onWait = () => progress.note('another run is using the cluster; waiting for it')
  const removed = await withLock({ directory: cacheDir, onWait }, async () => {
    const engine = await findEngine(cacheDir)
    const gone = engine === undefined ? [] : await removeFromEngine(engine, name)
    rmSync(clusterFolder(cacheDir, name), { recursive: true, force: true })
    if (engine?.host === ownEngineHost(cacheDir) && (await stopOwnEngine(cacheDir)))
      gone.push('the Docker engine that stateproof had started')
    return gone
  })
  if (purge) {
    rmSync(ownEngineHome(cacheDir), { recursive: true, force: true })
    rmSync(cacheDir, { recursive: true, force: true })
    removed.push(`the cache ${cacheDir}`)
  }
  return removed
}

/** The network is removed with the last cluster: kind shares one among all of its clusters. */
async function removeFromEngine(engine: Engine, name: string): Promise<string[]> {
  const removed: string[] = []
  const builders = await engine.containers('stateproof.dev/build', 'true')
  for (const container of [...(await nodesOf(engine, name)), ...builders]) {
    await engine.remove(container.id)
    removed.push(`container ${container.name}`)
  }
  if (await engine.removeNetwork('kind')) removed.push('network kind')
  return removed
}
