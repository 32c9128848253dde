/**
 * One lock for everything that is made below the cache: a second run waits for the first, and says so.
 *
 * Knows nothing of what is guarded. A lock whose holder died is taken over after a while (proper-lockfile touches it).
 */
import { mkdirSync } from 'node:fs'
import { lock } from 'proper-lockfile'
import { exitCodes, Failure } from '../support/failure.ts'

/** The holder refreshes the lock every 5 s; one that was not refreshed for 15 s belongs to nobody. */
const staleMs = 15_000
const retryMs = 1_000

export interface LockOptions {
  directory: string
  /** Called once if somebody else holds the lock. */
  onWait: () => void
  signal?: AbortSignal
}

/** Runs `work` while holding the lock of `directory`. @throws Failure `interrupted` if the signal fires while waiting. */
export async function withLock<T>(
  { directory, onWait, signal }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(directory, { recursive: true })
  const release = await acquire(directory, onWait, signal)
  try {
    return await work()
  } finally {
    await release()
  }
}

async function acquire(
  directory: string,
  onWait: () => void,
  signal: AbortSignal | undefined,
): Promise<() => Promise<void>> {
  for (let tries = 0; ; tries++) {
    if (signal?.aborted)
      throw new Failure({
        code: 'interrupted',
        what: 'wait for another run',
        exitCode: exitCodes.interrupted,
      })
    try {
      return await lock(directory, { stale: staleMs, update: staleMs / 3, onCompromised: () => {} })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error
      if (tries === 0) onWait()
      await new Promise(resolve => setTimeout(resolve, retryMs))
    }
  }
}
