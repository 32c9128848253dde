/**
 * A kind cluster of our own: made when it is missing, used again when it is whole. The one seam through which support/
 * reaches the provisioning in scripts/.
 */
import { clusterDown } from '../../scripts/cluster/cluster-down.ts'
import { clusterStatus } from '../../scripts/cluster/cluster-status.ts'
import { clusterUp } from '../../scripts/cluster/cluster-up.ts'
import { exportClusterLogs } from '../../scripts/cluster/export-logs.ts'
import { provideEngine } from '../../scripts/engine/engine.ts'
import type { BuildContext } from '../../scripts/images/build-context.ts'
import { loadBundle, saveBundle } from '../../scripts/images/bundle-supply.ts'
import { type ListedImage, listImages as listCatalogue } from '../../scripts/images/list-images.ts'
import { loadIntoNodes } from '../../scripts/images/load-into-nodes.ts'
import { buildStateproofImage } from '../../scripts/images/source/stateproof-image.ts'
import { buildContext, provideNodeImage, type SupplyOptions } from '../../scripts/images/supply.ts'
import { withLock } from '../../scripts/lock.ts'
import { Failure } from '../failure.ts'
import type { Progress } from '../progress.ts'
import type { WorkloadImages } from '../run-context.ts'
import type { Settings } from '../settings.ts'
import type { AcquiredCluster, ClusterProvider } from './provider.ts'

export type { ClusterStatus } from '../../scripts/cluster/cluster-status.ts'
export type { ProvisionedCluster } from '../../scripts/cluster/cluster-up.ts'

interface Work {
  progress: Progress
  signal?: AbortSignal
}

/** The workloads' images are in the node image; a pull would only hide that one is missing. */
const imagePullPolicy = 'Never'

export function kindProvider(settings: Settings): ClusterProvider {
  return {
    async acquire(work) {
      const { kubeconfigPath, context, nodeImage, reused, engine, nfs } = await bringUp(settings, work)
      return {
        provider: 'kind',
        kubeconfigPath,
        context,
        images: nodeImage.workloads,
        imagePullPolicy,
        imageSupply: { kind: nodeImage.supply, why: nodeImage.why },
        deviations: nodeImage.deviations,
        reused,
        engine,
        ...(nfs && {
          nfs: { server: nfs.server, path: nfs.path, control: { engine, container: nfs.container } },
        }),
        exportLogs: directory =>
          exportClusterLogs({ ...namesOf(settings), engine, directory, progress: work.progress }),
      }
    },
    find: () => findCluster(settings),
  }
}

async function findCluster(settings: Settings): Promise<AcquiredCluster> {
  const { healthy, problem, kubeconfigPath, workloads, nfs, engine } = await statusOf(settings)
  if (!healthy || workloads === undefined)
    throw new Failure({
      code: 'cluster-missing',
      what: 'use the kind cluster',
      on: settings.clusterName,
      got: problem ?? 'it was not made to its end',
      hint: 'stateproof cluster up, or name another cluster with --context',
    })
  const control = nfs && engine !== undefined && { control: { engine, container: nfs.container } }
  return {
    provider: 'kind',
    kubeconfigPath,
    images: workloads as unknown as WorkloadImages,
    imagePullPolicy,
    deviations: [],
    ...(nfs && { nfs: { server: nfs.server, path: nfs.path, ...control } }),
  }
}

/** `cluster up`. */
export function bringUp(settings: Settings, work: Work) {
  return clusterUp({ ...namesOf(settings), ...supplyOf(settings), ...work })
}

/** `cluster down`. @returns what was removed. */
export function bringDown(settings: Settings, { purge, progress }: { purge: boolean; progress: Progress }) {
  return clusterDown({ ...namesOf(settings), purge, progress })
}

/** `cluster status`. */
export function statusOf(settings: Settings) {
  return clusterStatus(namesOf(settings))
}

/** `images build`: makes the node image ready without making a cluster. */
export function buildImages(settings: Settings, work: Work) {
  return withImages(settings, work, context => provideNodeImage(context, supplyOf(settings)))
}

/** `images build`, and a run inside a cluster: the image of stateproof itself. @returns its reference. */
export function buildOwnImage(settings: Settings, work: Work): Promise<string> {
  return withImages(settings, work, buildStateproofImage)
}

/** The same, put on the nodes of our cluster, which pull from nowhere. @returns its reference. */
export function provideOwnImage(settings: Settings, work: Work): Promise<string> {
  return withImages(settings, work, async context => {
    const reference = await buildStateproofImage(context)
    await loadIntoNodes(context, reference, settings.clusterName)
    return reference
  })
}

/** `images save FILE`. */
export function saveImages(settings: Settings, file: string, work: Work): Promise<void> {
  return withImages(settings, work, async context =>
    saveBundle(context, await provideNodeImage(context, supplyOf(settings)), file),
  )
}

/** `images load FILE`. */
export function loadImages(settings: Settings, file: string, work: Work): Promise<void> {
  return withImages(settings, work, context => loadBundle(context, file))
}

/** `images list`. */
export function listImages(settings: Settings): ListedImage[] {
  return listCatalogue(supplyOf(settings))
}

/** One at a time, `cluster up` among them: they share the cache, the container in which images are put together, and an engine. */
function withImages<T>(
  { cacheDir }: Settings,
  { progress, signal }: Work,
  make: (context: BuildContext) => Promise<T>,
): Promise<T> {
  const onWait = () => progress.note('another run is making images; waiting for it')
  const stop = signal && { signal }
  return withLock({ directory: cacheDir, onWait, ...stop }, async () => {
    const engine = await provideEngine({ cacheDir, progress })
    return make(buildContext(engine, { cacheDir, progress, ...stop }))
  })
}

function namesOf({ clusterName, cacheDir }: Settings) {
  return { name: clusterName, cacheDir }
}

function supplyOf({ images, mirror, bundle, elasticsearchVersion }: Settings): SupplyOptions {
  return {
    elasticsearchVersion,
    ...(images && { supply: images }),
    ...(mirror && { mirror }),
    ...(bundle && { bundle }),
  }
}
