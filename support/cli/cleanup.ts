/** The verb `cleanup`: removes what earlier runs left behind, after listing it, and proves that nothing is left. */
import { removeRun } from '../cluster/cleanup.ts'
import { statusOf } from '../cluster/kind.ts'
import { describeOwned, listOurs } from '../cluster/ours.ts'
import { exitCodes, Failure } from '../failure.ts'
import { connectCluster } from '../kubernetes/cluster.ts'
import { plainLine } from '../plain-text.ts'
import { clusterKindOf, type Settings } from '../settings.ts'
import { scaledTimeouts } from '../timeouts.ts'
import { printResult } from './output.ts'

/**
 * @param runId only what this run left; without it everything of ours, that of a run still going on included.
 * @throws Failure `left-behind` naming what could not be removed and what blocks it.
 */
export async function cleanUp(settings: Settings, runId?: string): Promise<number> {
  const cluster = connectCluster(await whichCluster(settings))
  const { namespace } = settings
  const selection = { ...(runId !== undefined && { runId }), ...(namespace !== undefined && { namespace }) }
  const found = (await listOurs(cluster, selection)).map(({ why: _, ...owned }) => describeOwned(owned))
  for (const owned of found) process.stderr.write(plainLine(`removing ${owned}`).concat('\n'))
  const withinMs = scaledTimeouts(settings.timeoutScale).namespaceGone
  const left = await removeRun(cluster, { ...selection, withinMs })
  if (left.length > 0)
    throw new Failure({
      code: 'left-behind',
      what: 'remove everything',
      on: cluster.context,
      got: left.join(', '),
      hint: `when that is mended, again: stateproof cleanup${runId === undefined ? '' : ` ${runId}`}${lookAt(left)}`,
      exitCode: exitCodes.environment,
    })
  const removed = { context: cluster.context, removed: found }
  return printResult(settings, removed, () =>
    found.length === 0
      ? 'nothing of ours is there'
      : `removed ${found.length} objects with all that was in them; nothing of ours is left`,
  )
}

/** The command that shows what blocks the first namespace. */
function lookAt(left: readonly string[]): string {
  const name = left.map(text => /^namespace (\S+)/.exec(text)?.[1]).find(found => found !== undefined)
  return name === undefined ? '' : `; to look: kubectl get pods,persistentvolumeclaims -o wide -n ${name}`
}

async function whichCluster(settings: Settings): Promise<{ kubeconfigPath?: string; context?: string }> {
  const { kubeconfig, context } = settings
  if (clusterKindOf(settings) === 'kind') return { kubeconfigPath: (await statusOf(settings)).kubeconfigPath }
  return { ...(kubeconfig && { kubeconfigPath: kubeconfig }), ...(context && { context }) }
}
