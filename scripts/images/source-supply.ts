/**
 * Images built from package registries (Go modules, Debian), for machines that reach no container registry.
 *
 * Knows nothing of the single steps (source/).
 */

import { kubernetesVersion } from './catalogue.ts'
import { requireSpace } from './disk-space.ts'
import { layerImages } from './layer-images.ts'
import { goVersion } from './source/go-programs.ts'
import { buildNodeImage } from './source/node-image.ts'
import { buildNfsServerImage, buildWorkloadImages } from './source/workload-images.ts'
import type { ImageSupply } from './supply.ts'

export const sourceSupply: ImageSupply = {
  kind: 'source',
  async available() {
    try {
      return { yes: true, why: `built here with ${await goVersion()} and Debian's packages` }
    } catch {
      return { yes: false, why: 'there is no Go' }
    }
  },
  async provide(context, options) {
    requireSpace(context)
    const workloads = await buildWorkloadImages(context, options)
    const node = await buildNodeImage(context)
    const images = Object.values(workloads.references)
    const layered = await layerImages(context, {
      name: 'node',
      parent: node.reference,
      images,
      imagesKey: workloads.key,
    })
    const nfsServer = await buildNfsServerImage(context)
    return {
      nfsServer,
      reference: layered.reference,
      kubernetesVersion,
      workloads: workloads.references,
      deviations: [
        `Kubernetes ${kubernetesVersion}, etcd, CoreDNS and containerd were built from their Go modules, not taken from their projects' images.`,
        "Pods are joined by stateproof's own network agent, which has no NetworkPolicy.",
        "Nodes mount NFS by stateproof's own client (NFS version 3 over FUSE): locks exclude on one node only.",
        "The NFS provisioner is stateproof's own, on the library of the public one.",
        "nginx, busybox and the client's tools are Debian's.",
        "Elasticsearch is Elastic's distribution from Maven Central, without plugins, on Debian's Java runtime.",
      ],
      inputsKey: layered.key,
    }
  },
}
