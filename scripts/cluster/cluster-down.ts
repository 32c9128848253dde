/**
 * `cluster down`: removes everything that `cluster up` made, and nothing else.
 */
import { rmSync } from 'node:fs'
import type { ContainerState, Engine } from '../../support/docker.ts'
import type { Progress } from '../../support/progress.ts'
import { findEngine } from '../engine/engine.ts'
import { unmountBelow } from '../engine/mounts.ts'
import {
  hasOwnEngine,
  ownEngineHome,
  ownEngineHost,
  startOwnEngine,
  stopOwnEngine,
} from '../engine/own-engine.ts'
import { withLock } from '../lock.ts'
import { removeNfsServer } from '../nfs/nfs-server.ts'
import { clusterFolder } from './cluster-paths.ts'
import { clusterLabel, nodesOf } from './nodes.ts'

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
    const engine = await engineOf(cacheDir, progress)
    const gone = engine === undefined ? [] : await removeFromEngine(engine, name)
    rmSync(clusterFolder(cacheDir, name), { recursive: true, force: true })
    const isOurs = engine?.host === ownEngineHost(cacheDir)
    if (isOurs && !(await isInUse(engine)) && (await stopOwnEngine(cacheDir)))
      gone.push('the Docker engine that stateproof had started')
    return gone
  })
  if (purge) {
    await unmountBelow(ownEngineHome(cacheDir))
    rmSync(ownEngineHome(cacheDir), { recursive: true, force: true })
    rmSync(cacheDir, { recursive: true, force: true })
    removed.push(`the cache ${cacheDir}`)
  }
  return removed
}

/** Our own engine, if it was stopped or killed, still holds the containers: it is started once more to remove them. */
async function engineOf(cacheDir: string, progress: Progress): Promise<Engine | undefined> {
  const answering = await findEngine(cacheDir)
  if (answering !== undefined || !hasOwnEngine(cacheDir)) return answering
  return progress.step('Docker engine, to remove what it holds', step =>
    startOwnEngine({ cacheDir, update: step.update }),
  )
}

/** The network is removed with the last cluster: kind shares one among all of its clusters. */
async function removeFromEngine(engine: Engine, name: string): Promise<string[]> {
  const removed: string[] = []
  for (const { id, name: container } of [...(await nodesOf(engine, name)), ...(await buildersIn(engine))]) {
    await engine.remove(id)
    removed.push(`container ${container}`)
  }
  removed.push(...(await removeNfsServer(engine, name)))
  if (await engine.removeNetwork('kind')) removed.push('network kind')
  return removed
}

/**
 * Containers in which images are put together. Their label is inherited by the nodes of every cluster, whose image was
 * committed from one: those are told apart by kind's own label.
 */
async function buildersIn(engine: Engine): Promise<ContainerState[]> {
  const labelled = await engine.containers('stateproof.dev/build', 'true')
  return labelled.filter(({ labels }) => labels[clusterLabel] === undefined)
}

/** Nodes of any kind cluster, ours under another name or somebody else's: the engine must stay for them. */
async function isInUse(engine: Engine): Promise<boolean> {
  return (await engine.containers(clusterLabel)).length > 0
}
