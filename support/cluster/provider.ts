/**
 * Where a cluster comes from. Differences between providers hide behind this interface: what a cluster cannot do is
 * an absent member, never a no-op.
 *
 * Knows nothing of scenarios.
 */
import type { Progress } from '../progress.ts'
import type { NfsServer, WorkloadImages } from '../run-context.ts'
import { clusterKindOf, type Settings } from '../settings.ts'
import { existingProvider } from './existing.ts'
import { kindProvider } from './kind.ts'

export interface AcquiredCluster {
  provider: 'kind' | 'existing'
  /** Without it: what client-node finds (KUBECONFIG, ~/.kube/config, ServiceAccount). */
  kubeconfigPath?: string
  context?: string
  images: WorkloadImages
  imagePullPolicy: 'IfNotPresent' | 'Never'
  imageSupply?: { kind: string; why: string }
  deviations: string[]
  /** The NFS server for the experiments of the article's second half. */
  nfs?: NfsServer
  /** The engine whose containers the nodes are (value for DOCKER_HOST). */
  engine?: string
  /** Whether an existing cluster of ours was used as it was. */
  reused?: boolean
  /** Writes the nodes' logs to a folder, where the provider can. */
  exportLogs?(directory: string): Promise<void>
}

export interface ClusterProvider {
  /** @throws Failure (exit code 3) when no cluster can be had. */
  acquire(options: { progress: Progress; signal: AbortSignal }): Promise<AcquiredCluster>
  /** As it is: makes nothing and mends nothing. @throws Failure (exit code 3) when there is none. */
  find(): Promise<AcquiredCluster>
}

export function chooseProvider(settings: Settings): ClusterProvider {
  return clusterKindOf(settings) === 'kind' ? kindProvider(settings) : existingProvider(settings)
}
