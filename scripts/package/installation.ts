/**
 * The package with its production dependencies, installed into a folder as npm would: for an image of it.
 *
 * Works from the repository, where it is built first, and from an installation, where it has been.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type CommandOptions, runCommand } from '../../support/command.ts'
import { codeRoot, packageRoot } from '../../support/package.ts'
import { buildPackage, lockFile } from './build.ts'

/** @returns the folders that make the package what it is. */
export async function builtPackage(): Promise<string[]> {
  if (codeRoot === packageRoot) await buildPackage()
  return ['dist', 'features', 'manifests'].map(name => join(packageRoot, name))
}

/** @throws Failure `command-failed` with npm's last lines. */
export async function installPackage(directory: string, options: CommandOptions): Promise<void> {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', directory]
  const { stdout } = await runCommand('npm', pack, { ...options, cwd: packageRoot })
  const archive = join(directory, archiveIn(stdout))
  await runCommand('tar', ['--extract', '--strip-components=1', '--file', archive, '--directory', directory])
  rmSync(archive)
  cpSync(join(directory, 'dist', lockFile), join(directory, lockFile))
  // Our dependencies' install scripts build optional native parts that are never used here.
  const install = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund']
  await runCommand('npm', install, { hint: 'is the npm registry reachable?', ...options, cwd: directory })
  await runCommand('find', [join(directory, 'node_modules'), '-type', 'f', ...neverRun, '-delete'])
}

/** Types, maps and texts: half of what the dependencies weigh. */
const neverRun = [
  '(',
  '-name',
  '*.d.ts',
  '-o',
  '-name',
  '*.map',
  '-o',
  '-name',
  '*.d.mts',
  '-o',
  '-name',
  '*.md',
  ')',
]

/** npm 11 prints a list, npm 12 a mapping by name. */
function archiveIn(json: string): string {
  const [packed] = Object.values(JSON.parse(json) as Record<string, { filename: string }>)
  return packed?.filename ?? ''
}
