/**
 * A namespace in which the preflight tries what no question answers: one of the run's own, made and removed again, or the
 * one that was given, in which only what carries our label is removed.
 */
import { systemClock } from '../clock.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { emptyByLabel, emptyNamespace } from '../kubernetes/namespaces.ts'
import { createObject, deleteObject, readObject } from '../kubernetes/objects.ts'
import { isForbidden, isNotFound, unlessForbidden } from '../kubernetes/request.ts'
import { runSelector } from '../run-context.ts'
import { marked } from '../scope.ts'
import type { Inquiry } from './inquiry.ts'

/** What the objects say they were made for, in the place of a scenario's id. */
export const preflightMark = 'preflight'
const lookEveryMs = 100
/** The controller that makes the ServiceAccount of a new namespace answers in milliseconds, on a busy cluster in seconds. */
const accountWithinMs = 5_000
const accountUnseenMs = 1_000

export interface ProbeNamespace extends AsyncDisposable {
  name: string
  /** As the server has it: admission may have put labels on it. Undefined where we may not read it. */
  object: ObjectOf<'Namespace'> | undefined
}

/** @throws Failure when it cannot be made. */
export async function openProbeNamespace({
  cluster,
  settings,
  namespace,
  runId,
}: Inquiry): Promise<ProbeNamespace> {
  if (settings.namespace !== undefined) {
    const name = settings.namespace
    const object = await readObject(cluster, { kind: 'Namespace', name }).catch(() => undefined)
    const dispose = () => emptyByLabel(cluster, name, runSelector(runId))
    return { name, object, [Symbol.asyncDispose]: dispose }
  }
  const manifest = { apiVersion: 'v1', kind: 'Namespace' as const, metadata: { name: namespace } }
  await createObject(cluster, marked(manifest, { runId, scenario: preflightMark }))
  await accountIsThere(cluster, namespace)
  // Read again: what admission and controllers add comes after the answer.
  const object = await unlessForbidden(readObject(cluster, { kind: 'Namespace', name: namespace }))
  const dispose = () => removeNamespace(cluster, namespace)
  return { name: namespace, object, [Symbol.asyncDispose]: dispose }
}

/** No Pod is admitted before it. */
async function accountIsThere(cluster: Cluster, namespace: string): Promise<void> {
  for (const deadline = systemClock.monotonicMs() + accountWithinMs; systemClock.monotonicMs() < deadline; ) {
    try {
      await readObject(cluster, { kind: 'ServiceAccount', namespace, name: 'default' })
      return
    } catch (error) {
      if (!isNotFound(error)) {
        if (!isForbidden(error)) throw error
        // Whoever may not look waits as long as the controller takes on a busy cluster.
        return systemClock.sleep(accountUnseenMs)
      }
    }
    await systemClock.sleep(lookEveryMs)
  }
}

/**
 * Asked for, not awaited: the namespace controller begins 5 s later at the earliest, when the Pods are gone (kubernetes
 * pkg/controller/namespace, namespaceDeletionGracePeriod). The clean-up proves that it is gone.
 */
async function removeNamespace(cluster: Cluster, name: string): Promise<void> {
  await emptyNamespace(cluster, name).catch(() => undefined)
  await deleteObject(cluster, { kind: 'Namespace', name }).catch(() => undefined)
}
