/**
 * Our own builds of the images that the scenarios run, with the public images' contract: nginx serves
 * /usr/share/nginx/html on port 80 and has curl; client has nslookup, dig and curl; the NFS provisioner reads the same
 * environment and mount as the public one.
 *
 * Knows nothing of the scenarios.
 */
import { join } from 'node:path'
import { type BuildContext, buildImage, docker, imagesFolder } from '../build-context.ts'
import { type GoProgramName, type WorkloadName, workloadImages } from '../catalogue.ts'
import { contentKey } from '../content-key.ts'
import { buildBaseImage } from './base-image.ts'
import { buildGoPrograms } from './go-programs.ts'
import { ofPrograms } from './program-images.ts'
import { stage } from './staging.ts'

/** Makes one image. @returns the reference under which it was built, which carries the key of its inputs. */
type Recipe = (context: BuildContext) => Promise<string>

const recipes: Record<WorkloadName, Recipe> = {
  nginx: ofDockerfile('nginx'),
  client: ofDockerfile('client'),
  nfsProvisioner: ofGoProgram('nfs-provisioner'),
}

/** @returns the references of all workload images, and a key of their inputs. */
export async function buildWorkloadImages(
  context: BuildContext,
): Promise<{ references: Record<WorkloadName, string>; key: string }> {
  const built: string[] = []
  for (const name of Object.keys(workloadImages) as WorkloadName[]) {
    const reference = await recipes[name](context)
    await docker(context, ['tag', reference, workloadImages[name]])
    built.push(reference)
  }
  return { references: workloadImages, key: contentKey(...built) }
}

/** A folder of files with a Dockerfile, which stands on our base. */
function ofDockerfile(name: string): Recipe {
  return async context => {
    const base = await buildBaseImage(context)
    const folder = async (directory: string) => {
      // The Dockerfiles say `FROM stateproof.dev/base`; the classic builder knows local images by tag only.
      await docker(context, ['tag', base, 'stateproof.dev/base'])
      return stage({ directory, from: name })
    }
    return buildImage(context, { name, key: contentKey(base, { folder: join(imagesFolder, name) }), folder })
  }
}

/** One static program of a Go module of ours, on nothing: what it asks of the system, the kernel gives. */
function ofGoProgram(name: GoProgramName): Recipe {
  return async context => ofPrograms(context, name, [join(await buildGoPrograms(context, name), name)])
}
