/**
 * A cluster that is there already, named by kubeconfig and context. We may not touch its nodes, and its nodes pull
 * the public images.
 */

import type { Settings } from '../settings.ts'
import { publicElasticsearchImages, publicWorkloadImages } from '../workloads/public-images.ts'
import type { AcquiredCluster, ClusterProvider } from './provider.ts'

export function existingProvider({
  kubeconfig,
  context,
  nginxImage,
  clientImage,
  nfsServer,
  nfsPath,
  nfsContainer,
  nfsProvisionerImage,
  elasticsearchImage,
  elasticsearchVersion,
  busyboxImage,
}: Settings): ClusterProvider {
  const find = async (): Promise<AcquiredCluster> => ({
    provider: 'existing',
    ...(kubeconfig !== undefined && { kubeconfigPath: kubeconfig }),
    ...(context !== undefined && { context }),
    images: {
      nginx: nginxImage ?? publicWorkloadImages.nginx,
      client: clientImage ?? publicWorkloadImages.client,
      nfsProvisioner: nfsProvisionerImage ?? publicWorkloadImages.nfsProvisioner,
      elasticsearch: elasticsearchImage ?? publicElasticsearchImages[elasticsearchVersion],
      busybox: busyboxImage ?? publicWorkloadImages.busybox,
    },
    imagePullPolicy: 'IfNotPresent',
    deviations: [],
    ...(nfsServer !== undefined &&
      nfsPath !== undefined && { nfs: { server: nfsServer, path: nfsPath, ...controlOf(nfsContainer) } }),
  })
  return { find, acquire: find }
}

/** As the docker client finds its engine. */
export function namedEngine(): string {
  return process.env.DOCKER_HOST || 'unix:///var/run/docker.sock'
}

function controlOf(container: string | undefined) {
  return container === undefined ? {} : { control: { engine: namedEngine(), container } }
}
