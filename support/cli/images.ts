/** The verbs `images list`, `images build`, `images save`, `images load`. */
import { resolve } from 'node:path'
import { buildImages, buildOwnImage, listImages, loadImages, saveImages } from '../cluster/kind.ts'
import { openProgress } from '../progress.ts'
import type { Settings } from '../settings.ts'
import { provisionInterruptibly } from './interrupts.ts'
import { printResult } from './output.ts'

export async function listTheImages(settings: Settings): Promise<number> {
  const images = listImages(settings)
  const line = (role: string, name: string, reference: string) =>
    `  ${role.padEnd(9)} ${name.padEnd(24)} ${reference}`
  return printResult(settings, images, () =>
    [
      "From a registry (Kubernetes' own images are inside the node's; there is none of an NFS server):",
      ...images.flatMap(({ role, name, public: reference }) =>
        reference ? [line(role, name, reference)] : [],
      ),
      'Built from source:',
      ...images.map(({ role, name, source }) => line(role, name, source)),
    ].join('\n'),
  )
}

export async function buildTheImages(settings: Settings): Promise<number> {
  const progress = openProgress()
  const { own, ...image } = await provisionInterruptibly('images build', progress.note, async signal => {
    const work = { progress, signal }
    return { ...(await buildImages(settings, work)), own: await buildOwnImage(settings, work) }
  })
  return printResult(settings, { ...image, stateproof: own }, () =>
    [
      `Node image ${image.reference} (Kubernetes ${image.kubernetesVersion}), from ${image.supply}`,
      `Image of stateproof itself, for run --in-cluster: ${own}`,
    ].join('\n'),
  )
}

export async function saveTheImages(settings: Settings, file: string): Promise<number> {
  await saveImages(settings, resolve(file), { progress: openProgress() })
  return printResult(
    settings,
    { file: resolve(file) },
    () => `Wrote ${file}; take it in elsewhere with: stateproof images load ${file}`,
  )
}

export async function loadTheImages(settings: Settings, file: string): Promise<number> {
  await loadImages(settings, resolve(file), { progress: openProgress() })
  return printResult(
    settings,
    { file: resolve(file) },
    () => `Loaded ${file}; the next cluster up uses it with --images bundle`,
  )
}
