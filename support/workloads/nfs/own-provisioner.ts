/**
 * Classes and provisioners of one scenario alone, to see what a mistake in them leads to: the provisioner lies in the
 * scenario's own namespace, where the journal sees what becomes of it.
 *
 * Waits for nothing: what does not work is what is looked at. Judges nothing.
 */
import { type Check, met, notYet } from '../../check.ts'
import type { View } from '../../journal/view.ts'
import { deleteObject } from '../../kubernetes/objects.ts'
import { describePod } from '../../kubernetes/pods.ts'
import { type NfsServer, suffixOf } from '../../run-context.ts'
import { create, createOutside, type Scope } from '../../scope.ts'
import { provisionerObjects } from './provisioner.ts'
import {
  clusterWideNames,
  esDataStorageClass,
  provisionerLabels,
  provisionerName,
} from './provisioner-manifests.ts'

/**
 * @param unseen a resource on which the provisioner gets no right at all.
 * @returns the class's name in the cluster, where another run may have one of the same.
 */
export async function startOwnProvisioner(
  scope: Scope,
  className: string,
  { server, path }: NfsServer,
  unseen?: string,
): Promise<string> {
  const { run, namespace } = scope
  const suffix = suffixOf(namespace)
  const { nfsProvisioner: image } = run.images
  const options = { namespace, server, path, image, imagePullPolicy: run.imagePullPolicy, suffix }
  for (const manifest of provisionerObjects(options)) {
    const reduced =
      unseen !== undefined && manifest.kind === 'ClusterRole' ? without(unseen, manifest) : manifest
    if (manifest.metadata?.namespace === undefined) await createOutside(scope, reduced)
    else await create(scope, reduced)
  }
  return createOwnClass(scope, className, clusterWideNames(suffix).provisioner)
}

/** Waits until it is gone, and with it its mount: a server must not go before those who have mounted it. */
export async function stopOwnProvisioner({ cluster, namespace, journal, timeouts }: Scope): Promise<void> {
  await deleteObject(cluster, { kind: 'Deployment', namespace, name: provisionerName })
  await journal.until(isGone, { withinMs: timeouts.podGone })
}

const isGone: Check<View> = {
  what: "the scenario's own provisioner to be gone",
  look(view) {
    const left = view.list('Pod').filter(pod => pod.metadata?.labels?.app === provisionerLabels.app)
    return left.length === 0 ? met('it is gone') : notYet(left.map(describePod).join('; '))
  },
}

/** @returns the class's name in the cluster. */
export async function createOwnClass(scope: Scope, className: string, provisioner: string): Promise<string> {
  const name = `${className}-${suffixOf(scope.namespace)}`
  await createOutside(scope, { ...esDataStorageClass({ provisioner }), metadata: { name } })
  return name
}

type Manifest = ReturnType<typeof provisionerObjects>[number]

function without(resource: string, manifest: Manifest): Manifest {
  const { rules = [] } = manifest as { rules?: { resources?: string[] }[] }
  return { ...manifest, rules: rules.filter(({ resources }) => !resources?.includes(resource)) } as Manifest
}
