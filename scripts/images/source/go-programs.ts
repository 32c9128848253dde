/**
 * Builds programs from Go modules whose versions and checksums are committed (scripts/images/<name>/go.mod, go.sum).
 *
 * Knows nothing of images. Go's own build cache makes an interrupted build go on where it was.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { runCommand } from '../../../support/command.ts'
import { type BuildContext, imagesFolder, once } from '../build-context.ts'
import { type GoProgram, type GoProgramName, goPrograms, kubernetesVersion } from '../catalogue.ts'
import { contentKey } from '../content-key.ts'
import { goVersion } from '../go-version.ts'

/** @returns the key of the inputs of these programs, Go's version among them. */
export async function goProgramKey(name: GoProgramName): Promise<string> {
  return contentKey(
    { folder: join(imagesFolder, name) },
    JSON.stringify(goPrograms[name]),
    linkerFlags(name),
    await goVersion(join(imagesFolder, name)),
  )
}

/**
 * Builds the programs of one module, or takes them from the cache.
 * @returns the folder with the static, stripped programs.
 * @throws Failure `go-missing`, `go-too-old`, or `command-failed` with the compiler's last lines.
 */
export function buildGoPrograms(context: BuildContext, name: GoProgramName): Promise<string> {
  return once(context, `go ${name}`, () => build(context, name))
}

async function build(context: BuildContext, name: GoProgramName): Promise<string> {
  const key = await goProgramKey(name)
  const folder = join(context.cacheDir, 'programs')
  const done = join(folder, `${name}-${key}`)
  await context.progress.step(`build ${name} from Go modules`, async step => {
    if (existsSync(done)) return step.cached()
    const unfinished = `${done}.unfinished`
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished, { recursive: true })
    await compile(context, name, unfinished, step.update)
    renamePrograms(unfinished, goPrograms[name])
    renameSync(unfinished, done)
    removeOlder(folder, name, done)
  })
  return done
}

async function compile(
  context: BuildContext,
  name: GoProgramName,
  target: string,
  onLine: (line: string) => void,
): Promise<void> {
  const source = join(context.cacheDir, 'staging', `go-${name}`)
  // Built in a copy: a Go toolchain may want to touch go.sum, and the checkout may be read-only.
  rmSync(source, { recursive: true, force: true })
  cpSync(join(imagesFolder, name), source, { recursive: true })
  const { packages, tags } = goPrograms[name] as GoProgram
  const flags = [
    '-trimpath',
    '-mod=mod',
    ...(tags ? ['-tags', tags.join(' ')] : []),
    '-ldflags',
    linkerFlags(name),
  ]
  mkdirSync(join(context.cacheDir, 'logs'), { recursive: true })
  await runCommand('go', ['build', ...flags, '-o', `${target}/`, ...packages], {
    cwd: source,
    env: { CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' },
    onLine,
    logFile: join(context.cacheDir, 'logs', `go-${name}.log`),
    hint: `see ${join(context.cacheDir, 'logs', `go-${name}.log`)}`,
    ...(context.signal !== undefined && { signal: context.signal }),
  })
}

/** Kubernetes reads its version from variables that the linker sets; without them it calls itself v0.0.0. */
function linkerFlags(name: GoProgramName): string {
  if (name !== 'kubernetes') return '-s -w'
  const [major, minor] = kubernetesVersion.slice(1).split('.')
  const values = {
    gitVersion: kubernetesVersion,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: 'clean',
    gitCommit: 'built-from-go-modules',
    buildDate: '1970-01-01T00:00:00Z',
  }
  const packages = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
  const set = packages.flatMap(path =>
    Object.entries(values).map(([variable, value]) => `-X ${path}.${variable}=${value}`),
  )
  return ['-s', '-w', ...set].join(' ')
}

function renamePrograms(folder: string, { rename }: GoProgram): void {
  for (const [from, to] of Object.entries(rename ?? {})) renameSync(join(folder, from), join(folder, to))
}

function removeOlder(folder: string, name: string, keep: string): void {
  const ofThisName = new RegExp(`^${name}-[0-9a-f]{12}(\\.unfinished)?$`)
  for (const entry of readdirSync(folder))
    if (ofThisName.test(entry) && entry !== basename(keep)) rmSync(join(folder, entry), { recursive: true })
}

/** Folder of a module's files in Go's module cache, at the version that `scripts/images/<name>/go.mod` pins. */
export async function goModuleFolder(name: string, module: string): Promise<string> {
  const cwd = join(imagesFolder, name)
  const options = { cwd, env: { GOFLAGS: '-mod=mod', GOWORK: 'off' } }
  await runCommand('go', ['mod', 'download', module], options)
  const { stdout } = await runCommand('go', ['list', '-m', '-f', '{{.Dir}}', module], options)
  return stdout.trim()
}
