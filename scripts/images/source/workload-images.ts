/**
 * Our own builds of the images that the scenarios run, with the public images' contract: nginx serves
 * /usr/share/nginx/html on port 80 and has curl; client has nslookup, dig and curl.
 *
 * Knows nothing of the scenarios.
 */
import { join } from 'node:path'
import { type BuildContext, buildImage, docker, imagesFolder } from '../build-context.ts'
import { type WorkloadName, workloadImages } from '../catalogue.ts'
import { contentKey } from '../content-key.ts'
import { buildBaseImage } from './base-image.ts'
import { stage } from './staging.ts'

/** @returns the references of all workload images, and a key of their inputs. */
export async function buildWorkloadImages(
  context: BuildContext,
): Promise<{ references: Record<WorkloadName, string>; key: string }> {
  const base = await buildBaseImage(context)
  const keys: string[] = []
  for (const name of Object.keys(workloadImages) as WorkloadName[]) {
    const key = contentKey(base, { folder: join(imagesFolder, name) })
    const folder = async (directory: string) => stage({ directory, from: name })
    const built = await buildImage(context, {
      name,
      key,
      folder: async directory => withBase(context, base, await folder(directory)),
    })
    await docker(context, ['tag', built, workloadImages[name]])
    keys.push(key)
  }
  return { references: workloadImages, key: contentKey(...keys) }
}

/** The Dockerfiles say `FROM stateproof.dev/base`; the classic builder knows local images by tag only. */
async function withBase(context: BuildContext, base: string, directory: string): Promise<string> {
  await docker(context, ['tag', base, 'stateproof.dev/base'])
  return directory
}
