/**
 * Whether there is a Go that a module of ours can be built with: at least the version in its go.mod. A Go that may fetch
 * a newer one (GOTOOLCHAIN=auto) is as good, and does so when it is asked.
 *
 * Knows nothing of what is built.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../../support/command.ts'
import { Failure } from '../../support/failure.ts'
import { imagesFolder } from './build-context.ts'

/** @throws as `goVersion` of the module that needs the newest Go. @returns its version, such as `go1.26.8`. */
export function newestGoNeeded(): Promise<string> {
  const folders = readdirSync(imagesFolder).filter(name => neededIn(join(imagesFolder, name)) !== undefined)
  const [neediest = ''] = folders.sort((one, other) => compare(needOf(other), needOf(one)))
  return goVersion(join(imagesFolder, neediest))
}

/**
 * The Go that builds the module in this folder.
 * @throws Failure `go-missing`, or `go-too-old` with what is needed.
 */
export async function goVersion(folder: string): Promise<string> {
  const needed = neededIn(folder) ?? ''
  const version = await askGo(folder, needed)
  if (compare(version, needed) >= 0) return version
  throw unusable('go-too-old', needed, version)
}

async function askGo(cwd: string, needed: string): Promise<string> {
  try {
    const { stdout } = await runCommand('go', ['env', 'GOVERSION'], {
      cwd,
      env: { GOFLAGS: '', GOWORK: 'off' },
    })
    return stdout.trim()
  } catch (cause) {
    const isThere = cause instanceof Failure && cause.code === 'command-failed'
    // It said that it could not fetch the newer one, or that it must not.
    throw isThere
      ? unusable('go-too-old', needed, 'an older one that could not fetch it', cause)
      : unusable('go-missing', needed, 'no usable go', cause)
  }
}

function unusable(code: string, needed: string, got: string, cause?: unknown): Failure {
  return new Failure({
    code,
    what: 'build from source',
    expected: `Go ${needed} or later`,
    got,
    hint: 'install it (https://go.dev/doc/install), let an older one fetch it (GOTOOLCHAIN=auto), or use --images registry or --images bundle',
    cause,
  })
}

/** `1.26.8`, of the line `go 1.26.8`. */
function neededIn(folder: string): string | undefined {
  try {
    return /^go (\S+)$/m.exec(readFileSync(join(folder, 'go.mod'), 'utf8'))?.[1]
  } catch {
    return undefined
  }
}

const needOf = (name: string) => neededIn(join(imagesFolder, name)) ?? ''

/** Of `go1.27.1`, `1.26` or `go1.27rc1`, which counts as 1.27: negative if the first is older. */
function compare(one: string, other: string): number {
  const [a, b] = [one, other].map(version => (version.match(/\d+/g) ?? []).slice(0, 3).map(Number))
  const differences = [0, 1, 2].map(place => (a?.[place] ?? 0) - (b?.[place] ?? 0))
  return differences.find(difference => difference !== 0) ?? 0
}
