/**
 * The NFS provisioner and its class, once for a whole run: the first scenario that needs the class makes them, whichever
 * thread it runs in; they are removed with the run, after the volumes that they must still reclaim.
 *
 * The class has the name that the feature says, and names are for the whole cluster: where another run's class has it,
 * nothing can be known.
 */
import { cannotKnow } from '../../broken-promise.ts'
import { observed } from '../../kubernetes/cluster.ts'
import type { Kind, ManifestOf } from '../../kubernetes/kinds.ts'
import { listObjects, readObject, selectorOf } from '../../kubernetes/objects.ts'
import { isPodReady } from '../../kubernetes/pods.ts'
import { isAlreadyThere } from '../../kubernetes/request.ts'
import type { Use } from '../../kubernetes/uses.ts'
import { type NfsServer, runLabel, sharedLabel, sharedNamespaceName } from '../../run-context.ts'
import { createOutside, type Scope } from '../../scope.ts'
import { exportCheckPod, exportIsUsable, untilPod } from './export-check.ts'
import {
  esDataStorageClass,
  type ProvisionerOptions,
  provisionerDeployment,
  provisionerLabels,
  provisionerServiceAccount,
  type StorageClassOptions,
} from './provisioner-manifests.ts'
import {
  lockRole,
  lockRoleBinding,
  provisionerClusterRole,
  provisionerClusterRoleBinding,
} from './provisioner-rights.ts'

const provided = new Map<string, { done: Promise<void>; uses: Use[] }>()

/** What a class says of a deleted claim's directory; nothing, as the article's does, means that it is archived. */
export type ReclaimRule = Pick<StorageClassOptions, 'archiveOnDelete' | 'onDelete'>

/** @throws Failure `cannot-know` where the provisioner does not start, the export is of no use or the class is another's. */
export async function provideClass(
  scope: Scope,
  server: NfsServer,
  className: string,
  rule: ReclaimRule = {},
): Promise<void> {
  const found = provided.get(className) ?? begin(scope, server, className, rule)
  provided.set(className, found)
  await found.done
  // Whoever finds the class there would have made it himself, had he been the first.
  for (const use of found.uses) scope.cluster.onUse?.(use)
}

function begin(scope: Scope, server: NfsServer, className: string, rule: ReclaimRule) {
  const uses: Use[] = []
  const cluster = observed(scope.cluster, use => uses.push(use))
  return { done: provide({ ...scope, cluster }, server, className, rule), uses }
}

async function provide(
  scope: Scope,
  { server, path }: NfsServer,
  className: string,
  rule: ReclaimRule,
): Promise<void> {
  const { run } = scope
  const namespace = sharedNamespaceName(run.runId, 'nfs-provisioner')
  const { nfsProvisioner: image } = run.images
  const options = { namespace, server, path, image, imagePullPolicy: run.imagePullPolicy }
  const labels = { [sharedLabel]: 'true' }
  await ensure(scope, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } })
  for (const manifest of provisionerObjects(options)) await ensure(scope, manifest)
  await ensure(scope, { ...esDataStorageClass(rule), metadata: { name: className } })
  await requireOurs(scope, className)
  await ensure(scope, exportCheckPod(scope, namespace, { server, path }))
  await Promise.all([exportIsUsable(scope, namespace), provisionerReady(scope, namespace)])
}

/** The provisioner with its rights, in the order in which they can be made. */
export function provisionerObjects(options: ProvisionerOptions): ManifestOf<Kind>[] {
  return [
    provisionerServiceAccount(options.namespace),
    provisionerClusterRole(options),
    provisionerClusterRoleBinding(options),
    lockRole(options),
    lockRoleBinding(options),
    provisionerDeployment(options),
  ]
}

/** Another thread may have made it at this moment, which is as good. */
async function ensure<K extends Kind>(scope: Scope, manifest: ManifestOf<K>): Promise<void> {
  try {
    await createOutside(scope, manifest)
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

/** @throws Failure `image-pull` as soon as its image cannot be had. */
async function provisionerReady(scope: Scope, namespace: string): Promise<void> {
  const labelSelector = selectorOf(provisionerLabels)
  const list = async () => (await listObjects(scope.cluster, 'Pod', { namespace, labelSelector })).items[0]
  await untilPod(scope, { what: 'start the NFS provisioner', namespace, read: list, isDone: isPodReady })
}
