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
  ...['features', 'output', 'outputDir', 'color', 'verbose', 'html', 'dryRun'],
]

/** @returns stateproof.yaml for the Pods of a phase. */
export function forwardedSettings(
  settings: Settings,
  { images, nfs }: Pick<AcquiredCluster, 'images' | 'nfs'>,
  { tags }: Pick<Phase, 'tags'>,
): string {
  const kept = Object.entries(settings).filter(([name]) => !staysHere.includes(name))
  return stringify({
    ...Object.fromEntries(kept),
    cluster: 'existing',
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
