/**
 * The NFS provisioner and its class, once for a whole run: the first scenario that needs the class makes them, whichever
 * thread it runs in; they are removed with the run, after the volumes that they must still reclaim.
 *
 * The class has the name that the feature says, and names are for the whole cluster: where another run's class has it,
 * nothing can be known.
 */
import { cannotKnow } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import { observed } from '../../kubernetes/cluster.ts'
import type { Kind, ManifestOf } from '../../kubernetes/kinds.ts'
import { createObject, listObjects, readObject, selectorOf } from '../../kubernetes/objects.ts'
import { describePod, isPodReady } from '../../kubernetes/pods.ts'
import { isAlreadyThere } from '../../kubernetes/request.ts'
import type { Use } from '../../kubernetes/uses.ts'
import { type NfsServer, runLabel, sharedLabel, sharedNamespaceName } from '../../run-context.ts'
import { marked, type Scope } from '../../scope.ts'
import {
  esDataStorageClass,
  provisionerDeployment,
  provisionerLabels,
  provisionerServiceAccount,
} from './provisioner-manifests.ts'
import {
  lockRole,
  lockRoleBinding,
  provisionerClusterRole,
  provisionerClusterRoleBinding,
} from './provisioner-rights.ts'

const lookEveryMs = 200
const provided = new Map<string, { done: Promise<void>; uses: Use[] }>()

/** @throws Failure `cannot-know` where the provisioner does not start or the class is another's. */
export async function provideClass(scope: Scope, server: NfsServer, className: string): Promise<void> {
  const found = provided.get(className) ?? begin(scope, server, className)
  provided.set(className, found)
  await found.done
  // Whoever finds the class there would have made it himself, had he been the first.
  for (const use of found.uses) scope.cluster.onUse?.(use)
}

function begin(scope: Scope, server: NfsServer, className: string) {
  const uses: Use[] = []
  const cluster = observed(scope.cluster, use => uses.push(use))
  return { done: provide({ ...scope, cluster }, server, className), uses }
}

async function provide(scope: Scope, { server, path }: NfsServer, className: string): Promise<void> {
  const { run } = scope
  const namespace = sharedNamespaceName(run.runId, 'nfs-provisioner')
  const { nfsProvisioner: image } = run.images
  const options = { namespace, server, path, image, imagePullPolicy: run.imagePullPolicy }
  const labels = { [sharedLabel]: 'true' }
  await ensure(scope, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } })
  await ensure(scope, provisionerServiceAccount(namespace))
  await ensure(scope, provisionerClusterRole(options))
  await ensure(scope, provisionerClusterRoleBinding(options))
  await ensure(scope, lockRole(options))
  await ensure(scope, lockRoleBinding(options))
  await ensure(scope, provisionerDeployment(options))
  await ensure(scope, { ...esDataStorageClass(), metadata: { name: className } })
  await requireOurs(scope, className)
  await provisionerReady(scope, namespace)
}

/** Another thread may have made it at this moment, which is as good. */
async function ensure<K extends Kind>(
  { cluster, scenario, run }: Scope,
  manifest: ManifestOf<K>,
): Promise<void> {
  try {
    await createObject(cluster, marked(manifest, { runId: run.runId, scenario }))
  } catch (error) {
    if (!isAlreadyThere(error)) throw error
  }
}

async function requireOurs({ cluster, run }: Scope, name: string): Promise<void> {
  const { metadata } = await readObject(cluster, { kind: 'StorageClass', name })
  const owner = metadata?.labels?.[runLabel]
  if (owner !== run.runId)
    throw cannotKnow({
      what: `make StorageClass ${name}`,
      got: owner === undefined ? 'one of this name that is not ours' : `the one of run ${owner}`,
      hint:
        owner === undefined
          ? 'rename it for the time of the run'
          : `wait for that run, or: stateproof cleanup ${owner}`,
    })
}

async function provisionerReady({ cluster, timeouts, signal }: Scope, namespace: string): Promise<void> {
  const labelSelector = selectorOf(provisionerLabels)
  let saw = 'no Pod'
  for (
    const deadline = systemClock.monotonicMs() + timeouts.podReady;
    systemClock.monotonicMs() < deadline;
  ) {
    const [pod] = (await listObjects(cluster, 'Pod', { namespace, labelSelector })).items
    if (pod !== undefined && isPodReady(pod)) return
    saw = pod === undefined ? 'no Pod' : describePod(pod)
    await systemClock.sleep(lookEveryMs, signal)
  }
  throw cannotKnow({
    what: 'start the NFS provisioner',
    on: `namespace ${namespace}`,
    expected: 'its Pod Ready',
    got: saw,
  })
}
