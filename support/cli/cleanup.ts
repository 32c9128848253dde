/** The verb `cleanup`: removes what earlier runs left behind, after listing it, and proves that nothing is left. */
import { removeRun } from '../cluster/cleanup.ts'
import { namedEngine } from '../cluster/existing.ts'
import { statusOf } from '../cluster/kind.ts'
import { listOurContainers } from '../cluster/our-containers.ts'
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
  const { engine, ...target } = await whichCluster(settings)
  const cluster = connectCluster(target)
  const { namespace } = settings
  const selection = { ...(runId !== undefined && { runId }), ...(namespace !== undefined && { namespace }) }
  const containers = engine === undefined ? [] : await listOurContainers(engine, runId)
  const objects = (await listOurs(cluster, selection)).map(({ why: _, ...owned }) => describeOwned(owned))
  const found = [...objects, ...containers.map(({ name }) => `container ${name}`)]
  const note = (text: string) => void process.stderr.write(`${plainLine(text)}\n`)
  for (const owned of found) note(`removing ${owned}`)
  const withinMs = scaledTimeouts(settings.timeoutScale).namespaceGone
  const left = await removeRun(cluster, { ...selection, withinMs, onWaiting: note })
  for (const container of containers) await container.remove()
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

interface Target {
  kubeconfigPath?: string
  context?: string
  /** Of the containers beside it, where there can be any. */
  engine?: string
}

async function whichCluster(settings: Settings): Promise<Target> {
  const { kubeconfig, context, nfsContainer } = settings
  if (clusterKindOf(settings) === 'kind') {
    const { kubeconfigPath, engine } = await statusOf(settings)
    return { kubeconfigPath, ...(engine !== undefined && { engine }) }
  }
  return {
    ...(kubeconfig && { kubeconfigPath: kubeconfig }),
    ...(context && { context }),
    ...(nfsContainer !== undefined && { engine: namedEngine() }),
  }
}
