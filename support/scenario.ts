/**
 * Begins and ends a scenario on the cluster: a namespace of its own, watched from before its first object; at the end
 * its removal is asked for. That it is gone is awaited once for the whole run (cluster/cleanup.ts), while the next
 * scenario already runs.
 */
import { join } from 'node:path'
import { systemClock } from './clock.ts'
import { interruption } from './interruption.ts'
import { openJournal } from './journal/journal.ts'
import { openSink, type Sink } from './journal/sink.ts'
import { type Cluster, connectCluster } from './kubernetes/cluster.ts'
import { createObject, deleteObject } from './kubernetes/objects.ts'
import type { RunContext } from './run-context.ts'
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
  const namespace = namespaceNameFor(scenario)
  await createObject(
    cluster,
    marked(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      { runId: run.runId, scenario },
    ),
  )
  const onWaiting = (text: string) => world.log(text)
  const journal = await openJournal({
    cluster,
    namespace,
    scenario,
    sink,
    clock: systemClock,
    signal: interruption,
    onWaiting,
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

/** Asks for the namespace's removal, unless it is to be kept, and ends the journal. */
export async function closeScenario(world: StateproofWorld, failed: boolean): Promise<void> {
  const { cluster, namespace, journal, run } = world.scope
  const keep = run.keep === 'always' || (run.keep === 'on-failure' && failed)
  journal.close()
  if (keep) world.log(`namespace ${namespace} is kept`)
  else await deleteObject(cluster, { kind: 'Namespace', name: namespace })
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

/** `stateproof-dns-the-names-follow-x7f2q`: says what it is for, fits into 63 characters, does not repeat. */
function namespaceNameFor(scenario: string): string {
  const words = slug(scenario.split('/').slice(1).join('-')).slice(0, 40).replace(/-$/, '')
  return `stateproof-${words}-${Math.random().toString(36).slice(2, 7).padEnd(5, '0')}`
}
