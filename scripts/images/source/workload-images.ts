/**
 * Our own builds of the images that the scenarios run, with the public images' contract: nginx serves
 * /usr/share/nginx/html on port 80 and has curl; client has nslookup, dig and curl; the NFS provisioner reads the same
 * environment and mount as the public one; elasticsearch is Elastic's; busybox has sh and sysctl.
 *
 * Knows nothing of the scenarios.
 */
import { join } from 'node:path'
import {
  type BuildContext,
  buildImage,
  builtReference,
  docker,
  imageExists,
  imagesFolder,
} from '../build-context.ts'
import {
  type ElasticsearchRelease,
  elasticsearchReleases,
  type GoProgramName,
  type WorkloadName,
  workloadImages,
} from '../catalogue.ts'
import { contentKey } from '../content-key.ts'
import type { SupplyOptions } from '../supply.ts'
import { baseImageKey, buildBaseImage } from './base-image.ts'
import { buildGoPrograms } from './go-programs.ts'
import { fetchMavenArtefact, hasMavenArtefact } from './maven-artefact.ts'
import { ofPrograms } from './program-images.ts'
import { stage } from './staging.ts'

/** Makes one image. @returns the reference under which it was built, which carries the key of its inputs. */
type Recipe = (context: BuildContext) => Promise<string>

/** @returns the references of all workload images, and a key of their inputs. */
export async function buildWorkloadImages(
  context: BuildContext,
  options: SupplyOptions,
): Promise<{ references: Record<WorkloadName, string>; key: string }> {
  const recipes: Record<WorkloadName, Recipe> = {
    nginx: ofDockerfile('nginx'),
    client: ofDockerfile('client'),
    nfsProvisioner: ofGoProgram('nfs-provisioner'),
    elasticsearch: ofDockerfile('elasticsearch', {
      release: elasticsearchReleases[options.elasticsearchVersion],
    }),
    busybox: ofDockerfile('busybox'),
  }
  const references = workloadReferences(options)
  const built: string[] = []
  for (const name of Object.keys(references) as WorkloadName[]) {
    const reference = await recipes[name](context)
    await docker(context, ['tag', reference, references[name]])
    built.push(reference)
  }
  return { references, key: contentKey(...built) }
}

/** The references that the scenarios name, with the version of Elasticsearch that was asked for. */
export function workloadReferences({ elasticsearchVersion }: SupplyOptions): Record<WorkloadName, string> {
  return { ...workloadImages, elasticsearch: `stateproof.dev/elasticsearch:${elasticsearchVersion}` }
}

/**
 * The NFS server outside the cluster: in no node, but run beside them.
 * @param base a Debian that the engine has; without it, our own, which is made.
 */
export function buildNfsServerImage(context: BuildContext, base?: string): Promise<string> {
  return ofDockerfile('nfs-server', { base })(context)
}

interface DockerfileFacts {
  /** Its distribution is put beside the files. */
  release?: ElasticsearchRelease | undefined
  base?: string | undefined
}

/** A folder of files with a Dockerfile, which stands on our base or another Debian. */
function ofDockerfile(name: string, { release, base: given }: DockerfileFacts = {}): Recipe {
  return async context => {
    const base = given ?? (await buildBaseImage(context))
    const key = keyOf(name, { release, base: given })
    const isThere = await imageExists(context, builtReference(name, key))
    // A machine that has the image needs no Maven.
    const download = release && !isThere ? await fetchMavenArtefact(context, release.distribution) : undefined
    const folder = async (directory: string) => {
      // The Dockerfiles say `FROM stateproof.dev/base`; the classic builder knows local images by tag only.
      await docker(context, ['tag', base, 'stateproof.dev/base'])
      return stage({ directory, from: name, ...(download && { downloads: [download] }) })
    }
    const buildArguments = release && { JAVA: release.java, JAVA_DEBIAN: release.javaDebian }
    return buildImage(context, { name, key, folder, ...(buildArguments && { buildArguments }) })
  }
}

/** Of the base its name counts, which carries its key: what is to be built is known before anything is. */
function keyOf(
  name: string,
  { release, base = builtReference('base', baseImageKey) }: DockerfileFacts = {},
): string {
  const facts = release === undefined ? [] : [JSON.stringify(release)]
  return contentKey(base, { folder: join(imagesFolder, name) }, ...facts)
}

/** Whether something is to be had from Maven Central before the images can be built. */
export async function needsDownload(
  context: BuildContext,
  { elasticsearchVersion }: SupplyOptions,
): Promise<boolean> {
  const release = elasticsearchReleases[elasticsearchVersion]
  const reference = builtReference('elasticsearch', keyOf('elasticsearch', { release }))
  return !(await imageExists(context, reference)) && !hasMavenArtefact(context, release.distribution)
}

/** One static program of a Go module of ours, on nothing: what it asks of the system, the kernel gives. */
function ofGoProgram(name: GoProgramName): Recipe {
  return async context => ofPrograms(context, name, [join(await buildGoPrograms(context, name), name)])
}
