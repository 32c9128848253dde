/**
 * The kind program: the one on PATH if it is recent enough, else built from its Go module into the cache. Driven by
 * its command line; the npm package of the same name is another program.
 *
 * Knows nothing of what our cluster looks like.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { type CommandOptions, type CommandResult, runCommand } from '../../support/command.ts'
import type { Engine } from '../../support/docker.ts'
import { Failure } from '../../support/failure.ts'
import type { Progress } from '../../support/progress.ts'
import { imagesFolder } from '../images/build-context.ts'
import { contentKey } from '../images/content-key.ts'
import { goVersion } from '../images/go-version.ts'

/** First version whose node images and configuration ours are compatible with. */
const oldest = [0, 30] as const

/** Runs kind with the given words, against the given engine. */
export type Kind = (args: readonly string[], options?: CommandOptions) => Promise<CommandResult>

export interface KindOptions {
  engine: Engine
  cacheDir: string
  progress: Progress
  signal?: AbortSignal
}

/** @throws Failure `kind-missing` where kind is neither there nor can be built. */
export async function provideKind({ engine, cacheDir, progress, signal }: KindOptions): Promise<Kind> {
  const program = await progress.step('kind', async step => {
    if (await isRecentEnough('kind')) {
      step.cached()
      return 'kind'
    }
    return buildKind(cacheDir, step, signal)
  })
  const env = { DOCKER_HOST: engine.host, KIND_EXPERIMENTAL_PROVIDER: 'docker' }
  return (args, options = {}) =>
    runCommand(program, args, { ...options, env: { ...options.env, ...env }, ...(signal && { signal }) })
}

async function isRecentEnough(program: string): Promise<boolean> {
  try {
    const { stdout } = await runCommand(program, ['version'])
    const [, major, minor] = /v(\d+)\.(\d+)/.exec(stdout) ?? []
    return Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1])
  } catch {
    return false
  }
}

async function buildKind(
  cacheDir: string,
  step: { cached(): void; update(text: string): void },
  signal: AbortSignal | undefined,
): Promise<string> {
  const source = join(imagesFolder, 'kind')
  const program = join(cacheDir, 'programs', `kind-${contentKey({ folder: source })}`, 'kind')
  if (existsSync(program)) {
    step.cached()
    return program
  }
  mkdirSync(join(program, '..'), { recursive: true })
  await compile(source, `${program}.unfinished`, { onLine: step.update, ...(signal && { signal }) })
  renameSync(`${program}.unfinished`, program)
  return program
}

async function compile(source: string, target: string, options: CommandOptions): Promise<void> {
  try {
    await goVersion(source)
    const flags = ['-trimpath', '-mod=mod', '-ldflags', '-s -w']
    await runCommand('go', ['build', ...flags, '-o', target, 'sigs.k8s.io/kind'], {
      cwd: source,
      env: { CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' },
      ...options,
    })
  } catch (cause) {
    throw new Failure({
      code: 'kind-missing',
      what: 'find or build kind',
      expected: `kind v${oldest.join('.')} or later on PATH, or Go to build it`,
      got: cause instanceof Error ? cause.message : String(cause),
      hint: 'install kind (https://kind.sigs.k8s.io/docs/user/quick-start/#installation)',
      cause,
    })
  }
}
