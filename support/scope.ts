/**
 * What everything that acts for one scenario is given: the cluster, the scenario's namespace, its journal, its patience.
 *
 * Only a shape; knows nothing of Cucumber.
 */
import type { Journal } from './journal/journal.ts'
import type { Cluster } from './kubernetes/cluster.ts'
import type { Kind, ManifestOf, ObjectOf } from './kubernetes/kinds.ts'
import { createObject } from './kubernetes/objects.ts'
import { type RunContext, runLabel, scenarioAnnotation } from './run-context.ts'
import type { Timeouts } from './timeouts.ts'

export interface Scope {
  cluster: Cluster
  namespace: string
  /** Id of the scenario. */
  scenario: string
  journal: Journal
  run: RunContext
  timeouts: Timeouts
  /** Fires when the run is interrupted or the scenario has ended. */
  signal: AbortSignal
}

/** Creates an object in the scenario's namespace, marked as ours. It is removed with the namespace. */
export function create<K extends Kind>(
  { cluster, namespace, scenario, run, journal }: Scope,
  manifest: ManifestOf<K>,
): Promise<ObjectOf<K>> {
  const object = marked(manifest, { runId: run.runId, scenario, namespace })
  noteApplied(journal, object)
  return createObject(cluster, object)
}

/** Writes down what was asked for: the cluster may change it on its way in, and the watches show only what came out. */
export function noteApplied(
  { record }: Pick<Journal, 'record'>,
  { kind, metadata, ...rest }: ManifestOf<Kind>,
): void {
  record({
    source: 'note',
    type: 'applied',
    kind,
    name: metadata?.name ?? '',
    object: { kind, metadata, ...rest },
  })
}

/** The manifest with our label and annotation, by which `cleanup` and people find it. */
export function marked<K extends Kind>(
  manifest: ManifestOf<K>,
  { runId, scenario, namespace }: { runId: string; scenario: string; namespace?: string },
): ManifestOf<K> {
  const { metadata = {} } = manifest
  return {
    ...manifest,
    metadata: {
      ...metadata,
      ...(namespace !== undefined && { namespace }),
      labels: { ...metadata.labels, [runLabel]: runId },
      annotations: { ...metadata.annotations, [scenarioAnnotation]: scenario },
    },
  } as unknown as ManifestOf<K>
}
