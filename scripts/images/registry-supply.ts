/**
 * Public images, pinned by digest, pulled by the engine; a mirror may stand in for the registries.
 *
 * Knows nothing of building.
 */
import { Failure, messageOf } from '../../support/failure.ts'
import { publicElasticsearchImages } from '../../support/workloads/public-images.ts'
import { type BuildContext, docker, imageExists } from './build-context.ts'
import { publicImages, type WorkloadName } from './catalogue.ts'
import { contentKey } from './content-key.ts'
import { layerImages } from './layer-images.ts'
import { buildNfsServerImage } from './source/workload-images.ts'
import type { ImageSupply, SupplyOptions } from './supply.ts'

/** A registry that is there answers a manifest request in a second or two; a closed network refuses or is silent. */
const probeWithinMs = 8_000

type PublicName = keyof typeof publicImages
const names = Object.keys(publicImages) as PublicName[]

export const registrySupply: ImageSupply = {
  kind: 'registry',
  async available(context, options) {
    const images = pulledReferences(options)
    const missing = []
    for (const name of names) if (!(await imageExists(context, images[name]))) missing.push(name)
    if (missing.length === 0) return { yes: true, why: 'the public images are in the engine' }
    return probe(context, images.node)
  },
  async provide(context, options) {
    const images = pulledReferences(options)
    for (const name of names) await pull(context, images[name])
    const { node, ...pulled } = images
    const workloads = await tagAll(context, pulled)
    const request = { name: 'node', parent: node, images: Object.values(workloads) }
    const { reference, key } = await layerImages(context, {
      ...request,
      imagesKey: contentKey(...request.images),
    })
    return {
      reference,
      kubernetesVersion: kubernetesVersionOf(node),
      workloads,
      ...(await nfsServerOn(context, mirrored(debian, options))),
      deviations: [],
      inputsKey: key,
    }
  },
}

/** The NFS server has no public image: it is built on this one. Only its name is pinned, since it stands beside the cluster. */
const debian = 'docker.io/library/debian:trixie-slim'

/** Without Debian's packages (a mirror of images alone) there is no server, and the NFS scenarios are not supported. */
async function nfsServerOn(context: BuildContext, base: string): Promise<{ nfsServer?: string }> {
  try {
    await pull(context, base)
    return { nfsServer: await buildNfsServerImage(context, base) }
  } catch (error) {
    if (context.signal?.aborted) throw error
    context.progress.note(`no NFS server beside the cluster: ${messageOf(error)}`)
    return {}
  }
}

type WorkloadReferences = Record<WorkloadName, string>

/** Each image under a name by which it can be saved and asked for: `docker save` keeps no name with a digest. */
async function tagAll(context: BuildContext, pulled: WorkloadReferences): Promise<WorkloadReferences> {
  for (const reference of Object.values(pulled))
    await docker(context, ['tag', reference, nameInNode(reference)])
  const entries = Object.entries(pulled).map(([name, reference]) => [name, nameInNode(reference)])
  return Object.fromEntries(entries) as WorkloadReferences
}

/** `nginx:1.29.1@sha256:33e0bbc7ca9e…` becomes `nginx:1.29.1-33e0bbc7ca9e`, which is nobody else's tag. */
export function nameInNode(reference: string): string {
  return reference.replace(/@sha256:([0-9a-f]{12}).*$/, '-$1')
}

/** The references to pull: from the mirror if there is one, with the version of Elasticsearch that was asked for. */
export function pulledReferences(options: SupplyOptions): Record<'node' | WorkloadName, string> {
  const chosen = { ...publicImages, elasticsearch: publicElasticsearchImages[options.elasticsearchVersion] }
  const entries = names.map(name => [name, mirrored(chosen[name], options)])
  return Object.fromEntries(entries) as Record<PublicName, string>
}

async function probe(context: BuildContext, reference: string): Promise<{ yes: boolean; why: string }> {
  try {
    await docker(context, ['manifest', 'inspect', reference], { withinMs: probeWithinMs })
    return { yes: true, why: `${registryOf(reference)} answers` }
  } catch (error) {
    return { yes: false, why: `${registryOf(reference)} gave no image (${lastWords(error)})` }
  }
}

/**
 * The docker client's own last line, which names the true reason: no such host, refused, certificate. What it was about
 * to ask, and the name server of this machine, tell a reader nothing.
 */
export function lastWords(error: unknown): string {
  if (error instanceof Failure && error.code === 'command-timeout')
    return `no answer within ${probeWithinMs / 1000} s`
  const line = messageOf(error).trim().split('\n').at(-1) ?? ''
  return line
    .replace(/^.*Get "[^"]*": /, '')
    .replace(/ on \S+:53: /, ': ')
    .slice(-200)
}

async function pull(context: BuildContext, reference: string): Promise<void> {
  await context.progress.step(`pull ${reference.split('@')[0]}`, async step => {
    if (await imageExists(context, reference)) return step.cached()
    await docker(context, ['pull', reference], {
      onLine: step.update,
      hint: 'is the registry reachable? (--mirror, --images bundle, --images source)',
    })
  })
}

/** `docker.io/library/nginx@…` becomes `<mirror>/library/nginx@…`: the digest still says that it is the same image. */
export function mirrored(reference: string, { mirror }: Pick<SupplyOptions, 'mirror'>): string {
  return mirror === undefined
    ? reference
    : `${mirror.replace(/\/$/, '')}/${reference.slice(reference.indexOf('/') + 1)}`
}

function registryOf(reference: string): string {
  return reference.slice(0, reference.indexOf('/'))
}

/** `kindest/node:v1.37.0@sha256:…` → `v1.37.0`. */
function kubernetesVersionOf(reference: string): string {
  return /:(v\d+\.\d+\.\d+)/.exec(reference)?.[1] ?? 'unknown'
}
