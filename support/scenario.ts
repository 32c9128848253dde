/**
 * Begins and ends a scenario on the cluster: a namespace of its own, watched from before its first object; at the end
 * it is emptied and then removed, while the next scenario already runs. That it is gone is awaited once for the whole
 * run (cluster/cleanup.ts).
 */
import { join } from 'node:path'
import { systemClock } from './clock.ts'
import { interruption } from './interruption.ts'
import { isEmptyOfPods } from './journal/empty.ts'
import { openJournal } from './journal/journal.ts'
import { openSink, type Sink } from './journal/sink.ts'
import { type Cluster, connectCluster } from './kubernetes/cluster.ts'
import { emptyNamespace } from './kubernetes/namespaces.ts'
import { createObject, deleteObject } from './kubernetes/objects.ts'
import { namespaceName, type RunContext } from './run-context.ts'
import { slug } from './scenario-id.ts'
import { marked, type Scope } from './scope.ts'
import { scaledTimeouts } from './timeouts.ts'
import type { StateproofWorld } from './world.ts'

/** One connection and one file for all scenarios of this thread. */
let shared: { cluster: Cluster; sink: Sink } | undefined

/** @throws Failure when the namespace cannot be made or watched: the scenario is then inconclusive. */
export async function openScenario(world: StateproofWorld, scenario: string): Promise<void> {
  const { run } = world
  const { cluster, sink } = connectOnce(run)
  const namespace = namespaceName(run.runId, slug(scenario.split('/').slice(1).join('-')))
  await createObject(
    cluster,
    marked(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      { runId: run.runId, scenario },
    ),
  )
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
  }).catch(async error => {
    // Nothing is in it yet, so there is nothing to keep.
    await deleteObject(cluster, { kind: 'Namespace', name: namespace }).catch(() => undefined)
    throw error
  })
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
  await emptyNamespace(scope.cluster, scope.namespace)
  void removeOnceEmpty(scope)
}

/** Never fails: what it could not remove, the run's own clean-up removes or reports. */
async function removeOnceEmpty({ cluster, namespace, journal, timeouts }: Scope): Promise<void> {
  try {
    await journal.until(isEmptyOfPods, { withinMs: timeouts.podGone })
  } catch {
    // Interrupted, or a Pod that does not go: the namespace is deleted all the same and says what blocks it.
  }
  await deleteObject(cluster, { kind: 'Namespace', name: namespace }).catch(() => undefined)
  journal.close()
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
