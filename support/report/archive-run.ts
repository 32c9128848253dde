/**
 * Packs a run's folder into one archive for a bug report: the record, the evidence and the reports, which say all
 * versions. Nothing is added that was not in the folder; secrets were taken out when the evidence was kept. The same folder
 * gives the same bytes.
 */
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { create } from 'tar'
import { exitCodes, Failure, messageOf } from '../failure.ts'
import type { RunResults } from './results.ts'

export interface Archive {
  path: string
  bytes: number
  files: number
  /** What lies in the folder and was left out, with the reason. */
  leftOut: string[]
}

export interface ArchiveRequest {
  directory: string
  results: RunResults
  /** Where the archive is written. */
  path: string
}

/** @throws Failure `archive` (exit code 2) when a file cannot be read or the archive cannot be written. */
export async function archiveRun({ directory, results, path }: ArchiveRequest): Promise<Archive> {
  const partial = `${path}.partial`
  try {
    const { files, leftOut } = filesIn(directory, [path, partial])
    const options = { ...unchanging(results), prefix: nameOf(results) }
    await create({ ...options, cwd: directory, file: partial }, files.map(asPath))
    renameSync(partial, path)
    return { path, bytes: statSync(path).size, files: files.length, leftOut }
  } catch (cause) {
    rmSync(partial, { force: true })
    throw new Failure({
      code: 'archive',
      what: 'pack the run',
      on: path,
      got: messageOf(cause),
      exitCode: exitCodes.usage,
      cause,
    })
  }
}

/** A name that begins with `@` would be read as an archive. */
function asPath(name: string): string {
  return `./${name}`
}

/** `stateproof-20261124t070000z-k3f9`: the folder in the archive, and the archive. */
export function nameOf({ facts }: RunResults): string {
  return `stateproof-${(facts?.runId ?? 'unknown-run').replace(/[^\w.-]/g, '_').slice(0, 100)}`
}

/** No owner, no time and no machine: only names and contents. */
function unchanging({ facts }: RunResults) {
  const at = Date.parse(facts?.startedAt ?? '')
  return { gzip: true, portable: true, strict: true, mtime: new Date(Number.isNaN(at) ? 0 : at) }
}

/** Regular files only: what a link points to may be anything on the machine. */
function filesIn(directory: string, except: string[]): { files: string[]; leftOut: string[] } {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
  const nameOfEntry = (entry: (typeof entries)[number]) =>
    relative(directory, join(entry.parentPath, entry.name))
  const files = entries.filter(entry => entry.isFile()).map(nameOfEntry)
  const others = entries.filter(entry => !entry.isFile() && !entry.isDirectory()).map(nameOfEntry)
  const own = new Set(except.map(path => relative(directory, path)))
  return {
    files: files.filter(name => !own.has(name) && !/^stateproof-.*\.tar\.gz(\.partial)?$/.test(name)).sort(),
    leftOut: others.map(name => `${name}: no regular file`).sort(),
  }
}
