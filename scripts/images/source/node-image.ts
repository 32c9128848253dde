/**
 * The kind node image from source: kind's base files, containerd, Kubernetes, and the images the cluster asks for.
 *
 * Knows nothing of the workloads; they are layered on it (layer-images.ts).
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../../../support/command.ts'
import { type BuildContext, buildImage, docker, imagesFolder } from '../build-context.ts'
import { kubernetesVersion } from '../catalogue.ts'
import { contentKey } from '../content-key.ts'
import { type LayeredImage, layerImages } from '../layer-images.ts'
import { buildBaseImage } from './base-image.ts'
import { buildComponentImages } from './component-images.ts'
import { buildGoPrograms, goModuleFolder } from './go-programs.ts'
import { stage } from './staging.ts'

/** @returns a node image without workloads. */
export async function buildNodeImage(context: BuildContext): Promise<LayeredImage> {
  const components = await buildComponentImages(context)
  const parent = await buildNodeSystem(context)
  return layerImages(context, {
    name: 'node-base',
    parent,
    images: components.references,
    imagesKey: components.key,
  })
}

/** The node's operating system with Kubernetes' programs, before any image is put into its containerd. */
async function buildNodeSystem(context: BuildContext): Promise<string> {
  const base = await buildBaseImage(context)
  const containerd = await buildGoPrograms(context, 'containerd')
  const kubernetes = await buildGoPrograms(context, 'kubernetes')
  const mountNfs = await buildGoPrograms(context, 'mount-nfs')
  const kind = await goModuleFolder('kind', 'sigs.k8s.io/kind')
  const programs = [
    ...['containerd', 'ctr', 'containerd-shim-runc-v2'].map(program => join(containerd, program)),
    ...['kubeadm', 'kubelet', 'kubectl'].map(program => join(kubernetes, program)),
    join(mountNfs, 'mount-nfs'),
  ]
  const key = contentKey(base, ...programs, kind, { folder: join(imagesFolder, 'node') })
  return buildImage(context, {
    name: 'node-system',
    key,
    folder: async directory => {
      stage({ directory, from: 'node', programs, folders: { files: join(kind, 'images/base/files') } })
      // Files of a Go module are read-only, and the builder keeps their modes.
      await runCommand('chmod', ['-R', 'u+w,a+rX', directory])
      writeFileSync(join(directory, 'files/kind/version'), kubernetesVersion)
      await docker(context, ['tag', base, 'stateproof.dev/base'])
      return directory
    },
  })
}
