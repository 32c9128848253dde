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
export function create<K extends Kind>(scope: Scope, manifest: ManifestOf<K>): Promise<ObjectOf<K>> {
  return createAsOurs(scope, manifest, { namespace: scope.namespace })
}

/** Creates an object that lies where its manifest says, marked as ours. It is removed with the run, by its label. */
export function createOutside<K extends Kind>(scope: Scope, manifest: ManifestOf<K>): Promise<ObjectOf<K>> {
  return createAsOurs(scope, manifest, {})
}

function createAsOurs<K extends Kind>(
  { cluster, scenario, run, journal }: Scope,
  manifest: ManifestOf<K>,
  place: { namespace?: string },
): Promise<ObjectOf<K>> {
  const object = marked(manifest, { runId: run.runId, scenario, ...place })
  noteApplied(journal, object)
  return createObject(cluster, object)
}

/** Writes down what was asked for: the cluster may change it on its way in, and the watches show only what came out. */
function noteApplied({ record }: Pick<Journal, 'record'>, object: ManifestOf<Kind>): void {
  const { kind, metadata } = object
  record({ source: 'note', type: 'applied', kind, name: metadata?.name ?? '', object })
}

/**
 * The manifest with our label and annotation, by which `cleanup` and people find it. What a controller makes from it (Pods,
 * claims) carries the label, too: in a namespace that is not ours alone nothing else tells them from others'.
 */
export function marked<K extends Kind>(
  manifest: ManifestOf<K>,
  { runId, scenario, namespace }: { runId: string; scenario: string; namespace?: string },
): ManifestOf<K> {
  const { metadata = {} } = manifest
  return {
    ...withMarkedTemplates(manifest, runId),
    metadata: {
      ...metadata,
      ...(namespace !== undefined && { namespace }),
      labels: { ...metadata.labels, [runLabel]: runId },
      annotations: { ...metadata.annotations, [scenarioAnnotation]: scenario },
    },
  } as unknown as ManifestOf<K>
}

interface Templates {
  template?: { metadata?: { labels?: Record<string, string> } }
  volumeClaimTemplates?: { metadata?: { labels?: Record<string, string> } }[]
}

function withMarkedTemplates(manifest: object, runId: string): object {
  const { spec } = manifest as { spec?: Templates }
  const mark = <T extends { metadata?: { labels?: Record<string, string> } }>(made: T): T => ({
    ...made,
    metadata: { ...made.metadata, labels: { ...made.metadata?.labels, [runLabel]: runId } },
  })
  if (spec?.template === undefined) return manifest
  const { template, volumeClaimTemplates } = spec
  const claims = volumeClaimTemplates && { volumeClaimTemplates: volumeClaimTemplates.map(mark) }
  return { ...manifest, spec: { ...spec, template: mark(template), ...claims } }
}
