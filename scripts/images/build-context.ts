/**
 * What every image step is given: the engine, the cache, progress; and the one way to call the docker client.
 *
 * Knows nothing of particular images.
 */
import { join } from 'node:path'
import { type CommandOptions, type CommandResult, runCommand } from '../../support/command.ts'
import { packageRoot } from '../../support/package.ts'
import type { Progress } from '../../support/progress.ts'

export interface BuildContext {
  /** Value for DOCKER_HOST. */
  engine: string
  cacheDir: string
  progress: Progress
  signal?: AbortSignal
}

const begun = new WeakMap<BuildContext, Map<string, Promise<unknown>>>()

/** Runs a step once for each context, however many other steps rest on it. */
export function once<T>(context: BuildContext, name: string, run: () => Promise<T>): Promise<T> {
  const steps = begun.get(context) ?? new Map<string, Promise<unknown>>()
  begun.set(context, steps)
  const step = steps.get(name) ?? run()
  steps.set(name, step)
  return step as Promise<T>
}

/** Folder that holds one subfolder for each image: what it is made of. */
export const imagesFolder = join(packageRoot, 'scripts', 'images')

/** Runs the docker client against the context's engine. Builds use the classic builder, which every engine has. */
export function docker(
  context: BuildContext,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  return runCommand('docker', args, {
    ...options,
    env: { ...options.env, DOCKER_HOST: context.engine, DOCKER_BUILDKIT: '0' },
    ...(context.signal !== undefined && { signal: context.signal }),
  })
}

export async function imageExists(context: BuildContext, reference: string): Promise<boolean> {
  const { exitCode } = await docker(context, ['image', 'inspect', '--format', '{{.Id}}', reference], {
    accept: [0, 1],
  })
  return exitCode === 0
}

/** Label of every stage that a Dockerfile only copies from. */
const stageLabel = 'stateproof.dev/stage=true'

export interface ImageRequest {
  name: string
  /** Key of all inputs. */
  key: string
  /** Puts the folder together from which the image is built. */
  folder: (directory: string) => Promise<string>
  buildArguments?: Record<string, string>
}

/**
 * Builds an image unless one of this tag is there. The tag carries the key of its inputs, so it never lies.
 * Images of the same name under an older key are removed afterwards.
 */
export async function buildImage(
  context: BuildContext,
  { name, key, folder, buildArguments = {} }: ImageRequest,
): Promise<string> {
  const reference = builtReference(name, key)
  await context.progress.step(`image ${name}`, async step => {
    if (await imageExists(context, reference)) return step.cached()
    const staging = await folder(join(context.cacheDir, 'staging', name))
    const given = Object.entries(buildArguments).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`])
    const args = ['build', '--network', 'host', '--force-rm', ...given, '--tag', reference, staging]
    await docker(context, args, {
      onLine: step.update,
      logFile: join(context.cacheDir, 'logs', `image-${name}.log`),
    })
    // The classic builder keeps the stages that a Dockerfile only copies from.
    await docker(context, ['image', 'prune', '--force', '--filter', `label=${stageLabel}`])
    await removeOlder(context, name, reference)
  })
  return reference
}

export function builtReference(name: string, key: string): string {
  return `stateproof.dev/build/${name}:${key}`
}

/** Removes the images of this name that other keys have left. One that is in use stays until its container is gone. */
export async function removeOlder(context: BuildContext, name: string, keep: string): Promise<void> {
  const listed = await docker(context, [
    'image',
    'ls',
    '--format',
    '{{.Repository}}:{{.Tag}}',
    `stateproof.dev/build/${name}`,
  ])
  const older = listed.stdout.split('\n').filter(line => line !== '' && line !== keep)
  for (const reference of older) await docker(context, ['image', 'rm', reference], { accept: [0, 1] })
}
