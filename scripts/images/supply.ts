/**
 * Where the images come from: public registries, a bundle, or a build from source; three supplies behind one interface.
 * The first that can be had is used, unless one is asked for, and the reason is told.
 *
 * Knows nothing of how a supply makes its images.
 */
import type { Engine } from '../../support/docker.ts'
import { Failure } from '../../support/failure.ts'
import type { Settings } from '../../support/settings.ts'
import type { BuildContext } from './build-context.ts'
import { bundleSupply } from './bundle-supply.ts'
import type { WorkloadName } from './catalogue.ts'
import { registrySupply } from './registry-supply.ts'
import { sourceSupply } from './source-supply.ts'

export type SupplyKind = 'registry' | 'bundle' | 'source'

export interface SupplyOptions {
  elasticsearchVersion: Settings['elasticsearchVersion']
  supply?: SupplyKind
  /** Registry to use instead of the public ones, e.g. `registry.example.com/mirror`. */
  mirror?: string
  /** File made by `images save`. */
  bundle?: string
}

export interface NodeImage {
  /** Node image with the workloads' images in it. */
  reference: string
  kubernetesVersion: string
  supply: SupplyKind
  /** Why this supply, in one sentence. */
  why: string
  workloads: Record<WorkloadName, string>
  /** Image of the NFS server outside the cluster, which runs beside the nodes; absent where there is none. */
  nfsServer?: string
  /** What differs from the public images, one sentence each. */
  deviations: string[]
  inputsKey: string
}

export interface ImageSupply {
  kind: SupplyKind
  /** Whether it can be had here; the answer tells why or why not. */
  available(context: BuildContext, options: SupplyOptions): Promise<{ yes: boolean; why: string }>
  provide(context: BuildContext, options: SupplyOptions): Promise<Omit<NodeImage, 'supply' | 'why'>>
}

const supplies: readonly ImageSupply[] = [registrySupply, bundleSupply, sourceSupply]

/** Finds the supply and makes the node image with it, or takes it from the cache. */
export async function provideNodeImage(context: BuildContext, options: SupplyOptions): Promise<NodeImage> {
  const { supply, why } = await chooseSupply(context, options)
  context.progress.note(`Images from ${supply.kind}: ${why}`)
  return { ...(await supply.provide(context, options)), supply: supply.kind, why }
}

/** @throws Failure `no-supply` naming for each supply why it cannot be had. */
export async function chooseSupply(
  context: BuildContext,
  options: SupplyOptions,
): Promise<{ supply: ImageSupply; why: string }> {
  const refusals: string[] = []
  for (const supply of supplies) {
    if (options.supply !== undefined && options.supply !== supply.kind) continue
    const { yes, why } = await supply.available(context, options)
    if (yes) return { supply, why: [...refusals, why].join('; ') }
    refusals.push(`${supply.kind}: ${why}`)
  }
  throw new Failure({
    code: 'no-supply',
    what: 'find images',
    expected: options.supply ?? 'a registry, a bundle or the means to build from source',
    got: refusals.join('; '),
    hint: 'stateproof images save FILE on a machine with network, then images load FILE here',
  })
}

/** The context that all image work shares. */
export function buildContext(engine: Engine, context: Omit<BuildContext, 'engine'>): BuildContext {
  return { ...context, engine: engine.host }
}
