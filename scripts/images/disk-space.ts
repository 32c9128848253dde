/**
 * Says before a build from source begins when the disk is too small for it, and not in its middle.
 */
import { mkdirSync, statfsSync } from 'node:fs'
import { Failure } from '../../support/failure.ts'
import type { BuildContext } from './build-context.ts'

const gigabyte = 1e9
/** A cold build was measured to take 13 GB: Go's caches 8, the engine's data 4, programs 1. */
const wantedBytes = 15 * gigabyte
/** Below this not even the last, smallest step can be sure to end. */
const neededBytes = 3 * gigabyte

/** @throws Failure `disk-full` below the hard minimum; a note below what a cold build takes. */
export function requireSpace({ cacheDir, progress }: BuildContext): void {
  mkdirSync(cacheDir, { recursive: true })
  const { bavail, bsize } = statfsSync(cacheDir)
  const free = bavail * bsize
  if (free < wantedBytes)
    progress.note(
      `Only ${gigabytes(free)} free at ${cacheDir}; a cold build takes up to ${gigabytes(wantedBytes)}.`,
    )
  if (free >= neededBytes) return
  throw new Failure({
    code: 'disk-full',
    what: 'build the images',
    on: cacheDir,
    expected: `at least ${gigabytes(neededBytes)} free, ${gigabytes(wantedBytes)} for a cold build`,
    got: gigabytes(free),
    hint: 'free some space or set XDG_CACHE_HOME to a larger disk',
  })
}

function gigabytes(bytes: number): string {
  return `${(bytes / gigabyte).toFixed(0)} GB`
}
