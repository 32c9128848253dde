/**
 * One file with the node image and the workloads in it, for sites without network: `images save` writes it where the
 * images can be had, `images load` or `--bundle FILE` takes it in.
 *
 * Knows nothing of how the images were made; the facts about them travel as labels of the image.
 */
import { existsSync } from 'node:fs'
import { exitCodes, Failure } from '../../support/failure.ts'
import { type BuildContext, docker, imageExists } from './build-context.ts'
import type { ImageSupply, NodeImage } from './supply.ts'

/** Tag of the image in a bundle. One bundle is loaded at a time: the newest counts. */
const bundled = 'stateproof.dev/bundle:latest'
const factsLabel = 'stateproof.dev/facts'

export const bundleSupply: ImageSupply = {
  kind: 'bundle',
  async available(context, { bundle }) {
    if (bundle !== undefined) return { yes: true, why: `${bundle} was given` }
    const loaded = await imageExists(context, bundled)
    return { yes: loaded, why: loaded ? 'a bundle was loaded earlier' : 'none was given or loaded' }
  },
  async provide(context, { bundle }) {
    if (bundle !== undefined) await loadBundle(context, bundle)
    const { stdout } = await docker(context, [
      'image',
      'inspect',
      '--format',
      `{{index .Config.Labels "${factsLabel}"}}`,
      bundled,
    ])
    const facts = JSON.parse(stdout) as Omit<NodeImage, 'supply' | 'why'>
    return { ...facts, reference: bundled }
  },
}

/** Writes the node image with its facts to one file. */
export async function saveBundle(context: BuildContext, image: NodeImage, file: string): Promise<void> {
  const { supply: _supply, why: _why, ...facts } = image
  await context.progress.step(`save ${file}`, async () => {
    const dockerfile = `FROM ${image.reference}\nLABEL ${factsLabel}=${JSON.stringify(JSON.stringify(facts))}\n`
    await docker(context, ['build', '--tag', bundled, '-'], { input: dockerfile })
    // The NFS server runs beside the nodes, so its image is in no other.
    const beside = image.nfsServer === undefined ? [] : [image.nfsServer]
    await docker(context, ['save', '--output', file, bundled, ...beside])
  })
}

/** @throws Failure `bundle-missing` or `bundle-broken` (exit code 2). */
export async function loadBundle(context: BuildContext, file: string): Promise<void> {
  if (!existsSync(file))
    throw new Failure({
      code: 'bundle-missing',
      what: 'load the image bundle',
      on: file,
      got: 'no such file',
      exitCode: exitCodes.usage,
    })
  await context.progress.step(`load ${file}`, async () => {
    const { stdout } = await docker(context, ['load', '--input', file], {
      hint: 'was it written by stateproof images save?',
    })
    if (stdout.includes(bundled)) return
    throw new Failure({
      code: 'bundle-broken',
      what: 'load the image bundle',
      on: file,
      expected: bundled,
      got: stdout,
      exitCode: exitCodes.usage,
    })
  })
}
