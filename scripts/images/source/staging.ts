/**
 * Puts together the folder from which one image is built: a Dockerfile, files of the repository, programs.
 *
 * Knows nothing of the engine. The folder is always made anew, so nothing of an interrupted build stays in it.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { imagesFolder } from '../build-context.ts'

export interface Staging {
  directory: string
  /** Folder below scripts/images whose files are copied, its Dockerfile among them. */
  from?: string
  /** A Dockerfile's text, where there is no folder. */
  dockerfile?: string
  /** Programs to put into `bin/`. */
  programs?: string[]
  /** Files to put into `downloads/`. */
  downloads?: string[]
  /** Further folders, by their name in the staging folder. */
  folders?: Record<string, string>
}

/** @returns the folder, ready for `docker build`. */
export function stage({
  directory,
  from,
  dockerfile,
  programs = [],
  downloads = [],
  folders = {},
}: Staging): string {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(join(directory, 'bin'), { recursive: true })
  if (from !== undefined) cpSync(join(imagesFolder, from), directory, { recursive: true })
  if (dockerfile !== undefined) writeFileSync(join(directory, 'Dockerfile'), dockerfile)
  for (const program of programs) cpSync(program, join(directory, 'bin', basename(program)))
  for (const file of downloads) cpSync(file, join(directory, 'downloads', basename(file)))
  for (const [name, folder] of Object.entries(folders))
    cpSync(folder, join(directory, name), { recursive: true })
  return directory
}

/** An image of nothing but programs; `PATH` is set because kubeadm's manifests name programs without their folder. */
export function programsOnly(entrypoint: string): string {
  return `FROM scratch\nCOPY bin/ /usr/local/bin/\nENV PATH=/usr/local/bin\nENTRYPOINT ["/usr/local/bin/${entrypoint}"]\n`
}
