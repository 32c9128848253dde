/** Where stateproof keeps what is made once and used again: downloads, programs, images, the kind cluster's files. */
import { homedir } from 'node:os'
import { join } from 'node:path'

/** By the XDG Base Directory Specification (https://specifications.freedesktop.org/basedir-spec/latest/). */
export function cacheDir(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'stateproof')
}
