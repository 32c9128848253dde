/**
 * Begins and ends a scenario on the cluster: a namespace of its own, watched from before its first object; at the end
 * it is emptied and then removed, while the next scenario already runs. That it is gone is awaited once for the whole
 * run (cluster/cleanup.ts).
 */
import { join } from 'node:path'
import { systemClock } from './clock.ts'
import { interruption } from './interruption.ts'
import { isEmptyOfPods } from './journal/empty.ts'
import { type Journal, openJournal } from './journal/journal.ts'
import { openSink, type Sink } from './journal/sink.ts'
import { type Cluster, connectCluster, observed } from './kubernetes/cluster.ts'
import { recordUses, type UseEntry, type UsingRun } from './needs/record-uses.ts'
import { usesOfTags } from './needs/tag-uses.ts'
import { nameNamespace, type RunContext } from './run-context.ts'
import { emptyOfOurs, giveBackNamespace, isRidOfOurs, takeNamespace } from './scenario-namespace.ts'
import type { Scope } from './scope.ts'
import { scaledTimeouts } from './timeouts.ts'
import type { StateproofWorld } from './world.ts'

/** One connection and one file for all scenarios of this thread. */
let shared: { cluster: Cluster; sink: Sink } | undefined

/** @throws Failure when the namespace cannot be made or watched: the scenario is then inconclusive. */
export async function openScenario(
  world: StateproofWorld,
  scenario: string,
  tags: readonly string[],
): Promise<void> {
  const { run } = world
  const { cluster: connected, sink } = connectOnce(run)
  const namespace = nameNamespace(run, scenario)
  const uses = openUses({ ...run, own: namespace })
  const cluster = observed(connected, uses.onUse)
  await takeNamespace(cluster, run, { scenario, name: namespace })
  const onWaiting = (text: string) => {
    if (world.isOpen) world.log(text)
  }
  const journal = await openJournal({
    cluster,
    namespace,
    scenario,
    sink,
    clock: systemClock,
    signal: interruption,
    onWaiting,
    volumesUnseen: run.volumesUnseen ?? false,
  }).catch(async error => {
    // Nothing is in it yet, so there is nothing to keep.
    await giveBackNamespace(cluster, run, namespace).catch(() => undefined)
    throw error
  })
  uses.writeTo(journal)
  for (const use of usesOfTags(tags)) uses.onUse(use)
  const scope: Scope = {
    cluster,
    namespace,
    scenario,
    journal,
    run,
    timeouts: scaledTimeouts(run.timeoutScale),
    signal: interruption,
  }
  world.open(scope)
}

/** Asks for the removal of what the scenario made, unless it is to be kept; the journal ends with it. */
export async function closeScenario(world: StateproofWorld, failed: boolean): Promise<void> {
  const { scope, run } = world
  const keep = run.keep === 'always' || (run.keep === 'on-failure' && failed)
  if (keep) {
    world.log(`namespace ${scope.namespace} is kept`)
    return scope.journal.close()
  }
  world.close()
  try {
    await emptyOfOurs(scope.cluster, run, scope.namespace)
  } catch (error) {
    // Watches that nobody reads would keep the process for as long as the server keeps them.
    scope.journal.close()
    throw error
  }
  const removal = removeOnceEmpty(scope)
  // In a namespace that stays, the next scenario has the same names.
  if (run.namespace !== undefined) await removal
}

/** Never fails: what it could not remove, the run's own clean-up removes or reports. */
async function removeOnceEmpty({ cluster, namespace, journal, timeouts, run }: Scope): Promise<void> {
  try {
    const isGone = run.namespace === undefined ? isEmptyOfPods : isRidOfOurs(run)
    await journal.until(isGone, { withinMs: timeouts.podGone })
  } catch {
    // Interrupted, or a Pod that does not go: the namespace is deleted all the same and says what blocks it.
  }
  await giveBackNamespace(cluster, run, namespace).catch(() => undefined)
  journal.close()
}

/** What is used before the journal is there is written when it is. */
function openUses(run: UsingRun) {
  let write: ((entry: UseEntry) => void) | undefined
  const early: UseEntry[] = []
  return {
    onUse: recordUses(run, entry => (write === undefined ? void early.push(entry) : write(entry))),
    writeTo(journal: Journal) {
      write = entry => void journal.record(entry)
      for (const entry of early) write(entry)
    },
  }
}

function connectOnce(run: RunContext) {
  shared ??= {
    cluster: connectCluster({
      ...(run.kubeconfigPath && { kubeconfigPath: run.kubeconfigPath }),
      ...(run.context && { context: run.context }),
    }),
    sink: openSink(join(run.outputDir, 'journal.ndjson')),
  }
  return shared
}
