/** The verb `cleanup`: removes what earlier runs left behind, after listing it, and proves that nothing is left. */
import { listOurNamespaces, removeRun } from '../cluster/cleanup.ts'
import { statusOf } from '../cluster/kind.ts'
import { exitCodes, Failure } from '../failure.ts'
import { connectCluster } from '../kubernetes/cluster.ts'
import { clusterKindOf, type Settings } from '../settings.ts'
import { printResult } from './output.ts'

/**
 * @param runId only what this run left; without it everything of ours, that of a run still going on included.
 * @throws Failure `left-behind` naming what could not be removed and what blocks it.
 */
export async function cleanUp(settings: Settings, runId?: string): Promise<number> {
  const cluster = connectCluster(await whichCluster(settings))
  const selection = runId === undefined ? {} : { runId }
  const names = (await listOurNamespaces(cluster, selection)).map(({ metadata }) => metadata?.name ?? '')
  for (const name of names) process.stderr.write(`removing namespace ${name}\n`)
  const left = await removeRun(cluster, selection)
  if (left.length > 0)
    throw new Failure({
      code: 'left-behind',
      what: 'remove everything',
      on: cluster.context,
      got: left.join(', '),
      hint: 'run stateproof cleanup again, or look at the finalizers',
      exitCode: exitCodes.environment,
    })
  return printResult(settings, { context: cluster.context, removed: names }, () =>
    names.length === 0
      ? 'nothing of ours is there'
      : `removed ${names.length} namespaces; nothing of ours is left`,
  )
}

async function whichCluster(settings: Settings): Promise<{ kubeconfigPath?: string; context?: string }> {
  const { kubeconfig, context } = settings
  if (clusterKindOf(settings) === 'kind') return { kubeconfigPath: (await statusOf(settings)).kubeconfigPath }
  return { ...(kubeconfig && { kubeconfigPath: kubeconfig }), ...(context && { context }) }
}
