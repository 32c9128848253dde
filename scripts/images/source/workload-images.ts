/**
 * Our own builds of the images that the scenarios run, with the public images' contract: nginx serves
 * /usr/share/nginx/html on port 80 and has curl; client has nslookup, dig and curl; elasticsearch is Elastic's;
 * busybox has sh and sysctl.
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
  type WorkloadName,
  workloadImages,
} from '../catalogue.ts'
import { contentKey } from '../content-key.ts'
import type { SupplyOptions } from '../supply.ts'
import { buildBaseImage } from './base-image.ts'
import { fetchMavenArtefact } from './maven-artefact.ts'
import { stage } from './staging.ts'

/** @returns the references of all workload images, and a key of their inputs. */
export async function buildWorkloadImages(
  context: BuildContext,
  { elasticsearchVersion }: SupplyOptions,
): Promise<{ references: Record<WorkloadName, string>; key: string }> {
  const base = await buildBaseImage(context)
  const release = elasticsearchReleases[elasticsearchVersion]
  const references = {
    ...workloadImages,
    elasticsearch: `stateproof.dev/elasticsearch:${elasticsearchVersion}`,
  }
  const keys: string[] = []
  for (const name of Object.keys(references) as WorkloadName[]) {
    const { tag, key } = await buildWorkload(
      context,
      base,
      name,
      name === 'elasticsearch' ? release : undefined,
    )
    await docker(context, ['tag', tag, references[name]])
    keys.push(key)
  }
  return { references, key: contentKey(...keys) }
}

async function buildWorkload(
  context: BuildContext,
  base: string,
  name: WorkloadName,
  release?: ElasticsearchRelease,
): Promise<{ tag: string; key: string }> {
  const inputs = [base, { folder: join(imagesFolder, name) }, ...(release ? [JSON.stringify(release)] : [])]
  const key = contentKey(...inputs)
  const isThere = await imageExists(context, builtReference(name, key))
  // A machine that has the image needs no Maven.
  const download = release && !isThere ? await fetchMavenArtefact(context, release.distribution) : undefined
  const tag = await buildImage(context, {
    name,
    key,
    ...(release && { buildArguments: { JAVA: release.java, JAVA_DEBIAN: release.javaDebian } }),
    folder: async directory => {
      // The Dockerfiles say `FROM stateproof.dev/base`; the classic builder knows local images by tag only.
      await docker(context, ['tag', base, 'stateproof.dev/base'])
      return stage({ directory, from: name, ...(download && { downloads: [download] }) })
    },
  })
  return { tag, key }
}
