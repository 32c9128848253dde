/** The verbs `cluster up`, `cluster down`, `cluster status`. */
import { bringDown, bringUp, statusOf } from '../cluster/kind.ts'
import { exitCodes } from '../failure.ts'
import { openProgress } from '../progress.ts'
import type { Settings } from '../settings.ts'
import { provisionInterruptibly } from './interrupts.ts'
import { printResult } from './output.ts'

export async function takeClusterUp(settings: Settings): Promise<number> {
  const progress = openProgress()
  const cluster = await provisionInterruptibly('cluster up', progress.note, signal =>
    bringUp(settings, { progress, signal }),
  )
  const state = cluster.reused ? 'was up already: nothing to do' : 'is up'
  return printResult(
    settings,
    cluster,
    () =>
      `Cluster ${cluster.name} ${state}.\nUse it with: kubectl --kubeconfig ${cluster.kubeconfigPath} get nodes`,
  )
}

export async function takeClusterDown(settings: Settings): Promise<number> {
  const removed = await bringDown(settings, { purge: settings.purge, progress: openProgress() })
  return printResult(settings, { removed }, () =>
    removed.length === 0 ? 'there was nothing to remove' : `removed ${removed.join(', ')}`,
  )
}

/** @returns 0 when the cluster is healthy, 3 otherwise. */
export async function showClusterStatus(settings: Settings): Promise<number> {
  const status = await statusOf(settings)
  const nodes = status.nodes
    .map(({ name, running }) => `${name} (${running ? 'running' : 'stopped'})`)
    .join(', ')
  const state = status.healthy
    ? `healthy, Kubernetes ${status.kubernetesVersion}, images from ${status.supply}`
    : `not usable: ${status.problem}`
  await printResult(settings, status, () =>
    [
      `Cluster ${status.name}: ${state}`,
      nodes && `Nodes: ${nodes}`,
      `Engine: ${status.engine ?? 'none answers'}`,
    ]
      .filter(Boolean)
      .join('\n'),
  )
  return status.healthy ? exitCodes.accepted : exitCodes.environment
}
