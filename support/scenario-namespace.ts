/**
 * The namespace of a scenario: one of its own, made for it and removed with it; or the one that the run was given, in
 * which only what carries our label is ours, and goes before the next scenario begins.
 */
import { type Check, met, notYet } from './check.ts'
import type { View } from './journal/view.ts'
import type { Cluster } from './kubernetes/cluster.ts'
import { emptyByLabel, emptyNamespace } from './kubernetes/namespaces.ts'
import { createObject, deleteObject } from './kubernetes/objects.ts'
import { type RunContext, runLabel, runSelector } from './run-context.ts'
import { marked } from './scope.ts'

/** @throws Failure when it cannot be made. */
export async function takeNamespace(
  cluster: Cluster,
  run: RunContext,
  { scenario, name }: { scenario: string; name: string },
): Promise<void> {
  if (run.namespace !== undefined) return
  const manifest = { apiVersion: 'v1', kind: 'Namespace' as const, metadata: { name } }
  await createObject(cluster, marked(manifest, { runId: run.runId, scenario }))
  // It is removed when the scenario's record is closed already.
  cluster.onUse?.({ verb: 'delete', group: '', resource: 'namespaces', namespace: name, name })
}

/** Asks for the removal of what the scenario made in it. */
export function emptyOfOurs(cluster: Cluster, run: RunContext, namespace: string): Promise<void> {
  return run.namespace === undefined
    ? emptyNamespace(cluster, namespace)
    : emptyByLabel(cluster, namespace, runSelector(run.runId))
}

/** Asks for the removal of the namespace itself, if it is ours. */
export async function giveBackNamespace(cluster: Cluster, run: RunContext, name: string): Promise<void> {
  if (run.namespace === undefined) await deleteObject(cluster, { kind: 'Namespace', name })
}

/** Whether nothing with our label is left that the next scenario could meet. */
export function isRidOfOurs({ runId }: RunContext): Check<View> {
  const kinds = ['StatefulSet', 'Pod', 'PersistentVolumeClaim', 'Service'] as const
  return {
    what: 'the namespace to be rid of what the scenario made',
    look(view) {
      const left = kinds.flatMap(kind =>
        view
          .list(kind)
          .filter(({ metadata }) => metadata?.labels?.[runLabel] === runId)
          .map(({ metadata }) => `${kind} ${metadata?.name}`),
      )
      return left.length === 0 ? met('nothing of ours') : notYet(left.join(', '))
    },
  }
}
