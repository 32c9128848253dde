/**
 * One phase inside the cluster: its Job, its Pods followed to their end, their records put into folders.
 *
 * Knows nothing of verdicts.
 */
import { join } from 'node:path'
import type { Cluster } from '../../kubernetes/cluster.ts'
import type { Kind, ManifestOf } from '../../kubernetes/kinds.ts'
import { createObject, patchObject } from '../../kubernetes/objects.ts'
import { runLabel, sharedLabel, sharedNamespaceName } from '../../run-context.ts'
import { scaledTimeouts } from '../../timeouts.ts'
import type { AcquiredCluster } from '../provider.ts'
import {
  clusterRole,
  clusterRoleBinding,
  type JobOptions,
  serviceAccount,
  settingsMap,
  shardJob,
} from './manifests.ts'
import type { Phase } from './phases.ts'
import { receiveRecord } from './receive-record.ts'
import { followShardPods } from './shard-pods.ts'

export interface Inside {
  cluster: Cluster
  runId: string
  image: string
  imagePullPolicy: AcquiredCluster['imagePullPolicy']
  signal: AbortSignal
}

/** What one Pod left. */
export interface ShardRecord {
  directory: string
  /** How many scenarios it has. */
  scenarios: number
  /** Why it is not whole, if it is not. */
  problem?: string
}

/** Namespace, ServiceAccount and rights of a run's Pods, marked as the run's, so that `cleanup` finds them. */
export async function prepareInside(inside: Inside): Promise<void> {
  const { runId } = inside
  const namespace = namespaceOf(runId)
  const labels = { [sharedLabel]: 'true' }
  await make(inside, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } })
  await make(inside, serviceAccount(namespace))
  await make(inside, clusterRole(namespace))
  await make(inside, clusterRoleBinding(namespace, namespace))
}

export interface PhaseRun {
  phase: Phase
  /** stateproof.yaml of its Pods. */
  settings: string
  /** Folder below which each shard's record gets a folder of its own. */
  directory: string
  /** Called with each piece of a record file as it arrives. */
  onData(shard: string, file: string, data: Buffer): void
}

/** @throws Failure `shards-not-started`, or what the API server refused. */
export async function runPhase(inside: Inside, run: PhaseRun): Promise<ShardRecord[]> {
  const { cluster, runId, signal } = inside
  const { phase, directory } = run
  const namespace = namespaceOf(runId)
  const job = { kind: 'Job' as const, namespace, name: `stateproof-${phase.name}` }
  await make(inside, settingsMap(namespace, job.name, run.settings))
  await make(inside, shardJob(jobOptions(inside, phase, job.name)))
  // A suspended Job tells its Pods to end and makes no others; they clean up and send what they know.
  const suspend = () => void patchObject(cluster, job, { spec: { suspend: true } }).catch(() => undefined)
  signal.addEventListener('abort', suspend)
  if (signal.aborted) suspend()
  const names = Array.from({ length: phase.shards }, (_, shard) => `${phase.name}-${shard + 1}`)
  const receivers = names.map(name =>
    receiveRecord(join(directory, name), (file, data) => run.onData(name, file, data)),
  )
  try {
    const problems = await followShardPods(cluster, {
      namespace,
      job: job.name,
      count: phase.shards,
      startWithinMs: scaledTimeouts(1).podReady,
      signal,
      onLine(shard, line) {
        receivers[shard]?.take(line)
        return receivers[shard]?.end !== undefined
      },
    })
    return receivers.map((receiver, shard) => {
      const problem = problems.get(shard) ?? receiver.end?.failure ?? receiver.problem()
      return {
        directory: join(directory, names[shard] ?? ''),
        scenarios: shareOf(phase, shard),
        ...(problem !== undefined && { problem }),
      }
    })
  } finally {
    signal.removeEventListener('abort', suspend)
  }
}

/** Cucumber deals scenarios out one by one. */
function shareOf({ scenarios, shards }: Phase, shard: number): number {
  return Math.ceil((scenarios - shard) / shards)
}

function jobOptions({ runId, image, imagePullPolicy }: Inside, phase: Phase, name: string): JobOptions {
  return {
    namespace: namespaceOf(runId),
    name,
    image,
    imagePullPolicy,
    completions: phase.shards,
    settings: name,
    // A Pod that is told to end removes its namespaces first.
    graceSeconds: Math.ceil(scaledTimeouts(1).namespaceGone / 1000) + 30,
  }
}

function namespaceOf(runId: string): string {
  return sharedNamespaceName(runId, 'in-cluster')
}

async function make<K extends Kind>({ cluster, runId }: Inside, manifest: ManifestOf<K>): Promise<void> {
  const { metadata = {} } = manifest
  const labels = { ...metadata.labels, [runLabel]: runId }
  await createObject(cluster, { ...manifest, metadata: { ...metadata, labels } } as unknown as ManifestOf<K>)
}
