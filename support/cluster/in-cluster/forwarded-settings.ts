/**
 * The settings of a run inside the cluster: those of the person who asked for it, without what is about their machine.
 *
 * Knows nothing of how they get there.
 */
import { stringify } from 'yaml'
import type { Settings } from '../../settings.ts'
import type { AcquiredCluster } from '../provider.ts'
import { recordFolder } from './manifests.ts'
import type { Phase } from './phases.ts'

/** Which cluster, from where, how it is shown, where it is kept: all of that is decided out here. */
const staysHere = [
  ...['cluster', 'clusterName', 'kubeconfig', 'context', 'contexts', 'cacheDir', 'purge'],
  ...['images', 'mirror', 'bundle', 'harnessImage', 'inCluster', 'shards', 'shard'],
  ...['features', 'output', 'outputDir', 'color', 'verbose', 'html', 'dryRun', 'printConfig'],
  // From within, no container can be stopped.
  'nfsContainer',
]

/** What client-node calls the context of a Pod's own ServiceAccount. */
const contextInside = 'inClusterContext'
/** Found by asking out here already: the others are this run's own shards. */
const askedOutside = ['other-runs']
/** On nodes that we made everything is there: it was tried when they were made. */
const triedOutside = ['admission', 'nfs', 'images']

/** @returns stateproof.yaml for the Pods of a phase. */
export function forwardedSettings(
  settings: Settings,
  { images, nfs, provider }: Pick<AcquiredCluster, 'images' | 'nfs' | 'provider'>,
  { tags }: Pick<Phase, 'tags'>,
): string {
  const kept = Object.entries(settings).filter(([name]) => !staysHere.includes(name))
  const { skipPreflight, allowDisruptive } = settings
  const ours = provider === 'kind'
  return stringify({
    ...Object.fromEntries(kept),
    cluster: 'existing',
    skipPreflight: [...new Set([...skipPreflight, ...askedOutside, ...(ours ? triedOutside : [])])],
    // The preflight out here has refused a context that is not the one.
    ...((ours || allowDisruptive !== undefined) && { allowDisruptive: contextInside }),
    color: 'never',
    outputDir: recordFolder,
    tags,
    nginxImage: images.nginx,
    clientImage: images.client,
    nfsProvisionerImage: images.nfsProvisioner,
    elasticsearchImage: images.elasticsearch,
    busyboxImage: images.busybox,
    ...(nfs && { nfsServer: nfs.server, nfsPath: nfs.path }),
  })
}
