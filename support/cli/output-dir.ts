/** The folder of a run: made before anything else, and taken away again where the run could not begin. */
import { accessSync, constants, existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { exitCodes, Failure, messageOf } from '../failure.ts'

export interface OutputDir {
  path: string
  /** Takes away what was made for it, as far as it is empty. */
  withdraw(): void
}

/** @throws Failure `output-dir` (exit code 2) when it cannot be made, or holds the record of another run. */
export function makeOutputDir(folder: string): OutputDir {
  const path = resolve(folder)
  try {
    accessSync(nearestThatExists(path), constants.W_OK)
    const made = mkdirSync(path, { recursive: true })
    // Two records in one folder would be read as one run.
    if (['messages.ndjson', 'journal.ndjson'].some(name => existsSync(join(path, name))))
      throw new Error('it holds the record of another run')
    return { path, withdraw: () => removeEmpty(path, made) }
  } catch (cause) {
    throw new Failure({
      code: 'output-dir',
      what: 'make the output folder',
      on: path,
      got: messageOf(cause),
      hint: 'name another with --output-dir',
      exitCode: exitCodes.usage,
      cause,
    })
  }
}

/** The folder's path where it lies below the current folder: no path of the machine gets into a report. */
export function folderSeenFromHere(folder: string): string | undefined {
  const path = relative(process.cwd(), folder)
  return path === '' || path.startsWith('..') || isAbsolute(path) ? undefined : path.split(sep).join('/')
}

/**
 * Asked first, since Node's recursive mkdir says "no such file or directory" (ENOENT) of a file system that is read-only.
 */
function nearestThatExists(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestThatExists(dirname(path))
}

/** From the folder up to the first one that was made. */
function removeEmpty(path: string, made: string | undefined): void {
  if (made === undefined) return
  try {
    for (let folder = path; folder.startsWith(made); folder = dirname(folder)) rmdirSync(folder)
  } catch {
    // Something is in it by now, and stays.
  }
}
