/**
 * Images built from package registries (Go modules, Debian), for machines that reach no container registry.
 *
 * Knows nothing of the single steps (source/).
 */
import { Failure } from '../../support/failure.ts'
import { kubernetesVersion } from './catalogue.ts'
import { requireSpace } from './disk-space.ts'
import { newestGoNeeded } from './go-version.ts'
import { layerImages } from './layer-images.ts'
import { missingPrograms } from './source/needed-programs.ts'
import { buildNodeImage } from './source/node-image.ts'
import { buildNfsServerImage, buildWorkloadImages } from './source/workload-images.ts'
import type { ImageSupply } from './supply.ts'

export const sourceSupply: ImageSupply = {
  kind: 'source',
  async available(context, options) {
    const go = await newestGoNeeded().catch(reasonOf)
    if (typeof go !== 'string') return { yes: false, why: go.why }
    const missing = await missingPrograms(context, options)
    if (missing.length > 0)
      return {
        yes: false,
        why: `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not here, and only root on Debian or Ubuntu can have them installed`,
      }
    return { yes: true, why: `built here with ${go} and Debian's packages` }
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

/** What of Go is not as it should be. */
function reasonOf(error: unknown): { why: string } {
  if (!(error instanceof Failure)) throw error
  const { expected, got } = error.facts
  return { why: `${expected} is needed, and here is ${got}` }
}
