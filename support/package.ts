/**
 * Where this package lies, as TypeScript in the repository or as built JavaScript in an installation, and its version.
 *
 * The only place that knows how the two differ: code is in `dist/` of an installation, data (features, images,
 * manifests) is where it is in the repository. Knows nothing of what the files mean.
 */
import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

/** Folder with steps/ and support/. */
export const codeRoot = join(import.meta.dirname, '..')

/** Folder with package.json, features/, manifests/ and scripts/images/. */
export const packageRoot = existsSync(join(codeRoot, 'package.json')) ? codeRoot : join(codeRoot, '..')

/** `.ts` in the repository; `.js` when installed, since Node strips no types below node_modules. */
export const codeExtension = extname(import.meta.filename)

export function harnessVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version
}
