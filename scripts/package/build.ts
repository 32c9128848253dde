/**
 * `npm pack` runs this first: JavaScript and types into dist/, and the JSON Schema of the settings file.
 *
 * Knows nothing of what is in the package: package.json's `files` says that.
 */
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../../support/command.ts'
import { packageRoot } from '../../support/package.ts'

const dist = join(packageRoot, 'dist')
/** npm never packs a lock file at the top; the build puts a copy where it does. */
export const lockFile = 'package-lock.json'

/** @throws Failure `command-failed` with the compiler's last lines. */
export async function buildPackage(): Promise<void> {
  // What is no more in the sources must not stay in the package.
  rmSync(dist, { recursive: true, force: true })
  const compiler = join(packageRoot, 'node_modules', '.bin', 'tsc')
  await runCommand(compiler, ['--project', join(packageRoot, 'tsconfig.build.json')])
  const program = join(dist, 'support', 'cli', 'main.js')
  const { stdout } = await runCommand(process.execPath, [program, 'settings-schema'])
  writeFileSync(join(dist, 'stateproof.schema.json'), `${stdout}\n`)
  // For the image, whose dependencies are pinned; npm leaves out the one at the top.
  cpSync(join(packageRoot, lockFile), join(dist, lockFile))
}

if (import.meta.main) await buildPackage()
