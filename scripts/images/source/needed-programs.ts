/**
 * The programs beside Go that a build from source needs. They are installed when their time comes; where that cannot be,
 * it is known before anything is built.
 *
 * Knows nothing of how they are used.
 */
import { canInstallPackages, isInstalled } from '../../packages.ts'
import { type BuildContext, builtReference, imageExists } from '../build-context.ts'
import type { SupplyOptions } from '../supply.ts'
import { baseImageKey } from './base-image.ts'
import { needsDownload } from './workload-images.ts'

/** @returns those that are needed, are not there and cannot be installed by us. */
export async function missingPrograms(context: BuildContext, options: SupplyOptions): Promise<string[]> {
  if (canInstallPackages()) return []
  const needed = [
    ...((await imageExists(context, builtReference('base', baseImageKey))) ? [] : ['mmdebstrap']),
    ...((await needsDownload(context, options)) ? ['mvn'] : []),
  ]
  const missing: string[] = []
  for (const program of needed) if (!(await isInstalled(program))) missing.push(program)
  return missing
}
