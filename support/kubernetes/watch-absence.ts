/**
 * Since when a watch has no stream that tells anything. It begins without one, and a stream that ends before it has told
 * anything or lasted does not end the absence: a connection that is made and cut again and again leaves us as blind as none.
 */
import type { Clock } from '../clock.ts'

/**
 * Streams end as a matter of course and are opened anew within milliseconds; under load it takes longer. An absence
 * within this takes nothing away from anybody's patience, and nobody is said to have been blind for it. What was missed
 * is told within this after the stream is open; one that is open longer has lasted.
 */
export const briefMs = 1_000

export function openAbsence({ monotonicMs }: Pick<Clock, 'monotonicMs'>) {
  let since = { fromMs: monotonicMs(), why: 'the watch was not open yet' }
  /** When the present stream was opened, and whether it has told anything. */
  let open: { atMs: number; hasTold: boolean } | undefined
  const lives = () => open !== undefined && (open.hasTold || monotonicMs() - open.atMs > briefMs)
  return {
    /** In monotonic ms, while what was missed has not been told yet. */
    get sinceMs(): number | undefined {
      return lives() ? undefined : since.fromMs
    },
    told(): void {
      if (open !== undefined) open.hasTold = true
    },
    /** The stream has ended, or could not be opened. @returns whether it had told something, or lasted. */
    begin(why: string): boolean {
      const lived = lives()
      since = { fromMs: lived ? monotonicMs() : since.fromMs, why }
      open = undefined
      return lived
    },
    /** A stream is open. @returns the absence before it. */
    end(): { fromMs: number; untilMs: number; why: string } {
      open = { atMs: monotonicMs(), hasTold: false }
      return { ...since, untilMs: open.atMs }
    },
  }
}
