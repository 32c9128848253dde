/**
 * The root filesystem on which the images with a userland stand: a small Debian, made by mmdebstrap.
 *
 * Knows nothing of what is put on it.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../../../support/command.ts'
import { installPackages, isInstalled } from '../../packages.ts'
import {
  type BuildContext,
  builtReference,
  docker,
  imageExists,
  once,
  removeOlder,
} from '../build-context.ts'
import { contentKey } from '../content-key.ts'

const release = 'trixie'
const packages = 'ca-certificates'

export const baseImageKey = contentKey('base', release, packages)

/** @returns the image's reference. @throws Failure `command-failed` with mmdebstrap's last lines. */
export function buildBaseImage(context: BuildContext): Promise<string> {
  return once(context, 'base', () => build(context))
}

async function build(context: BuildContext): Promise<string> {
  const reference = builtReference('base', baseImageKey)
  await context.progress.step(`base image (Debian ${release})`, async step => {
    if (await imageExists(context, reference)) return step.cached()
    const logFile = join(context.cacheDir, 'logs', 'base.log')
    mkdirSync(join(context.cacheDir, 'staging'), { recursive: true })
    mkdirSync(join(context.cacheDir, 'logs'), { recursive: true })
    if (!(await isInstalled('mmdebstrap'))) await installPackages({ packages: ['mmdebstrap'], logFile })
    const archive = join(context.cacheDir, 'staging', 'base.tar')
    await runCommand('mmdebstrap', ['--variant=apt', `--include=${packages}`, release, archive], {
      onLine: step.update,
      logFile,
      hint: `see ${logFile}; is a Debian mirror reachable?`,
      ...(context.signal !== undefined && { signal: context.signal }),
    })
    await docker(context, ['import', archive, reference])
    rmSync(archive)
    await removeOlder(context, 'base', reference)
  })
  return reference
}
