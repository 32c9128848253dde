/**
 * Puts images into the containerd of a node image, as `kind build node-image` does: start a container of it, start
 * containerd in it, import, commit. Then nothing needs to be loaded into a running cluster.
 *
 * Knows nothing of where the images come from.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildContext, builtReference, docker, imageExists, removeOlder } from './build-context.ts'
import { contentKey } from './content-key.ts'

export interface LayeredImage {
  reference: string
  key: string
}

export interface LayerRequest {
  name: string
  /** Node image that gets the images. */
  parent: string
  /** References that the engine has. */
  images: readonly string[]
  imagesKey: string
}

/** containerd answers within a second or two, also on a busy machine; then something is wrong with it. */
const containerdWithinMs = 30_000

/** @returns the node image with the images in it; it is made only if its inputs have changed. */
export async function layerImages(context: BuildContext, request: LayerRequest): Promise<LayeredImage> {
  const key = contentKey(request.parent, request.imagesKey, ...request.images)
  const reference = builtReference(request.name, key)
  await context.progress.step(
    `node image with ${request.images.length} images (${request.name})`,
    async step => {
      if (await imageExists(context, reference)) return step.cached()
      const archive = join(context.cacheDir, 'staging', `${request.name}.tar`)
      step.update('saving')
      await docker(context, ['save', '--output', archive, ...request.images])
      await importInto(context, request, archive, reference, step.update)
      rmSync(archive)
      await removeOlder(context, request.name, reference)
    },
  )
  return { reference, key }
}

async function importInto(
  context: BuildContext,
  { name, parent }: LayerRequest,
  archive: string,
  reference: string,
  update: (text: string) => void,
): Promise<void> {
  const container = `stateproof-build-${name}`
  await docker(context, ['rm', '--force', '--volumes', container], { accept: [0, 1] })
  const run = ['run', '--detach', '--privileged', '--label', 'stateproof.dev/build=true', '--name', container]
  await docker(context, [...run, '--entrypoint', 'sleep', parent, 'infinity'])
  try {
    await docker(context, ['exec', '--detach', container, 'containerd'])
    await containerdAnswers(context, container)
    update('importing')
    await docker(context, ['exec', '--interactive', container, ...importCommand], { inputFile: archive })
    await docker(context, [
      'exec',
      container,
      'sh',
      '-c',
      'pkill -x containerd; while pgrep -x containerd; do sleep 0.1; done',
    ])
    update('committing')
    await docker(context, ['commit', '--change', entrypoint, '--change', 'CMD []', container, reference])
  } finally {
    await docker(context, ['rm', '--force', '--volumes', container], { accept: [0, 1] })
  }
}

/** Unpacked when a container needs them, which is quicker than unpacking all of them on each of three nodes. */
export const importCommand = [
  'ctr',
  '--namespace',
  'k8s.io',
  'images',
  'import',
  '--all-platforms',
  '--no-unpack',
  '-',
]
const entrypoint = 'ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]'

async function containerdAnswers(context: BuildContext, container: string): Promise<void> {
  const wait = `for i in $(seq ${containerdWithinMs / 100}); do ctr version >/dev/null 2>&1 && exit 0; sleep 0.1; done; ctr version`
  await docker(context, ['exec', container, 'sh', '-c', wait])
}
