/**
 * The clock of a run. `monotonicMs` never jumps (laptop asleep, NTP step), so every duration and every order
 * is taken from it; wall time is only for people.
 */
import { setTimeout as pause } from 'node:timers/promises'

export interface Clock {
  /** Milliseconds since an arbitrary start, never going back. */
  monotonicMs(): number
  /** Wall time, for people and for comparison with server timestamps. */
  now(): Date
  /** Resolves after `ms`, rejects with the signal's reason if it fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** A duration in seconds as figures tell it: with one decimal. */
export function inSeconds(ms: number): number {
  return Math.round(ms / 100) / 10
}

export const systemClock: Clock = {
  // hrtime and not performance.now(): the latter starts anew in each worker thread.
  monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
  now: () => new Date(),
  sleep: async (ms, signal) => {
    // Node rejects with an AbortError that does not say why.
    await pause(ms, undefined, { signal }).catch(error => {
      throw signal?.reason ?? error
    })
  },
}
