/**
 * The image of stateproof itself, which a run inside a cluster needs: the package on our Debian, with the Node that runs
 * us now. It is in no node image: a new version of stateproof must not make a new cluster.
 *
 * Knows nothing of clusters.
 */
import { join } from 'node:path'
import { harnessVersion } from '../../../support/package.ts'
import { builtPackage, installPackage } from '../../package/installation.ts'
import { type BuildContext, buildImage, builtReference, docker, imagesFolder } from '../build-context.ts'
import { contentKey } from '../content-key.ts'
import { baseImageKey, buildBaseImage } from './base-image.ts'
import { stage } from './staging.ts'

/** @returns the image's reference, which carries the key of its inputs. */
export async function buildStateproofImage(context: BuildContext): Promise<string> {
  const folders = await builtPackage()
  const key = contentKey(
    // Its name, not the image: a machine that has the image needs no base.
    builtReference('base', baseImageKey),
    { folder: join(imagesFolder, 'stateproof') },
    ...folders.map(folder => ({ folder })),
    `${harnessVersion()} ${process.version} ${process.arch}`,
  )
  return buildImage(context, {
    name: 'stateproof',
    key,
    folder: async directory => {
      const base = await buildBaseImage(context)
      await docker(context, ['tag', base, 'stateproof.dev/base'])
      stage({ directory, from: 'stateproof', programs: [process.execPath] })
      const logFile = join(context.cacheDir, 'logs', 'package.log')
      await installPackage(join(directory, 'package'), {
        logFile,
        ...(context.signal !== undefined && { signal: context.signal }),
      })
      return directory
    },
  })
}
