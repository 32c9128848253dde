/**
 * Takes one artefact from Maven Central into the cache, checked against the checksum in the catalogue.
 *
 * Knows nothing of what is in it. Maven's own repository of this user is not touched: everything lies in the cache.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../../../support/command.ts'
import { Failure } from '../../../support/failure.ts'
import { installPackages, isInstalled } from '../../packages.ts'
import { type BuildContext, once } from '../build-context.ts'
import type { MavenArtefact } from '../catalogue.ts'

/** Pinned: Maven would otherwise take the version that its own release names. */
const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1'

/**
 * @returns the file in the cache.
 * @throws Failure `maven-checksum` if it is another file than the one that was pinned, or `command-failed` with
 *   Maven's last lines.
 */
export function fetchMavenArtefact(context: BuildContext, artefact: MavenArtefact): Promise<string> {
  return once(context, `maven ${fileOf(artefact)}`, () => fetch(context, artefact))
}

/** Whether it is in the cache, whole. */
export function hasMavenArtefact(context: BuildContext, artefact: MavenArtefact): boolean {
  const done = placeOf(context, artefact)
  return existsSync(done) && checksumOf(done) === artefact.sha256
}

function placeOf({ cacheDir }: BuildContext, artefact: MavenArtefact): string {
  return join(cacheDir, 'downloads', fileOf(artefact))
}

async function fetch(context: BuildContext, artefact: MavenArtefact): Promise<string> {
  const done = placeOf(context, artefact)
  await context.progress.step(`download ${fileOf(artefact)} from Maven Central`, async step => {
    if (hasMavenArtefact(context, artefact)) return step.cached()
    const unfinished = join(context.cacheDir, 'downloads', 'unfinished')
    rmSync(unfinished, { recursive: true, force: true })
    await copy(context, artefact, unfinished, step.update)
    requireChecksum(join(unfinished, fileOf(artefact)), artefact)
    renameSync(join(unfinished, fileOf(artefact)), done)
    rmSync(unfinished, { recursive: true })
  })
  return done
}

async function copy(
  context: BuildContext,
  { group, name, version, packaging }: MavenArtefact,
  target: string,
  onLine: (line: string) => void,
): Promise<void> {
  mkdirSync(join(context.cacheDir, 'logs'), { recursive: true })
  mkdirSync(target, { recursive: true })
  const logFile = join(context.cacheDir, 'logs', `maven-${name}.log`)
  if (!(await isInstalled('mvn'))) await installPackages({ packages: ['maven'], logFile })
  const repository = join(context.cacheDir, 'downloads', 'maven')
  const flags = [
    '--batch-mode',
    '--no-transfer-progress',
    `-Dmaven.repo.local=${repository}`,
    `-Dartifact=${group}:${name}:${version}:${packaging}`,
    `-DoutputDirectory=${target}`,
  ]
  await runCommand('mvn', [...flags, `${dependencyPlugin}:copy`], {
    // A folder without a pom.xml: Maven would take one of a project around it for its own.
    cwd: target,
    onLine,
    logFile,
    hint: `see ${logFile}; is Maven Central reachable?`,
    ...(context.signal !== undefined && { signal: context.signal }),
  })
  // It holds the plugin and a second copy of the artefact, and is not needed again.
  rmSync(repository, { recursive: true, force: true })
}

function requireChecksum(file: string, { name, version, sha256 }: MavenArtefact): void {
  const got = checksumOf(file)
  if (got === sha256) return
  throw new Failure({
    code: 'maven-checksum',
    what: 'use the artefact from Maven Central',
    on: `${name} ${version}`,
    expected: `SHA-256 ${sha256}`,
    got,
    hint: 'a mirror that changes files? try again, and distrust it if it stays so',
  })
}

function checksumOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

function fileOf({ name, version, packaging }: MavenArtefact): string {
  return `${name}-${version}.${packaging}`
}
