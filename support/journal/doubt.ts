/**
 * Whether what the journal shows can be held against the cluster, or for it. The server may have been away, a watch may
 * have been behind the others, or gone silent without a word (a machine that slept, a firewall).
 *
 * A wait looks again at every change, so all that matters to it is its time: whether it was the cluster's. A judgement
 * looks once: what it did not see then, it has not seen. What is asked of the past is sound, since a watch that comes
 * back tells what it missed; a look at the present while its watch was away is blind, for ever.
 *
 * Knows nothing of what was waited for or judged.
 */
import type { Clock } from '../clock.ts'
import { exitCodes, Failure, messageOf } from '../failure.ts'
import type { Watch } from '../kubernetes/watch.ts'
import type { GapData } from '../record.ts'

export interface Doubts {
  /** From now on this watch is asked, too. */
  watches(kind: string, watch: Watch): void
  /** The server could not be watched for a while. */
  outage(facts: GapData): void
  /** Something was concluded from the present state of this kind. */
  looked(kind: string): void
  /** Of a wait. @returns why nobody knows, or undefined: the journal is what the server shows, and has been since `sinceMs`. */
  ofWait(sinceMs: number): Promise<Failure | undefined>
  /** Of a judgement that went against the cluster, made since `sinceMs`. */
  ofFailure(sinceMs: number): Promise<Failure | undefined>
  /** Of everything that was concluded so far. */
  ofPass(): Promise<Failure | undefined>
}

export function createDoubts({ monotonicMs }: Pick<Clock, 'monotonicMs'>): Doubts {
  const watched = new Map<string, Watch>()
  const outages: GapData[] = []
  const lastLookMs = new Map<string, number>()
  /** By kind, the absences of its watch in which it was looked at: when each began. */
  const looksWhileAway = new Map<string, Set<number>>()
  const awayInto = (sinceMs: number) => {
    const outage = outages.find(({ untilMs }) => untilMs > sinceMs)
    return outage && away(outage, sinceMs, monotonicMs())
  }
  const lagging = async (isTooLate: (kind: string) => boolean, kinds = [...watched.keys()]) => {
    const ask = (kind: string) => doubtIn(kind, watched.get(kind), isTooLate(kind))
    return (await Promise.all(kinds.map(ask))).find(doubt => doubt !== undefined)
  }
  // Of an absence that still lasts there is nothing to say: where the server shows what was known when it began, no look was blind.
  const blindLook = () => {
    const isBlind = ({ kind, fromMs }: GapData) => looksWhileAway.get(kind)?.has(fromMs) ?? false
    const found = outages.find(isBlind)
    return found && blind(found)
  }
  return {
    watches: (kind, watch) => void watched.set(kind, watch),
    outage: facts => void outages.push(facts),
    looked(kind) {
      lastLookMs.set(kind, monotonicMs())
      const awaySinceMs = watched.get(kind)?.awaySinceMs
      if (awaySinceMs === undefined) return
      looksWhileAway.set(kind, (looksWhileAway.get(kind) ?? new Set()).add(awaySinceMs))
    },
    async ofWait(sinceMs) {
      const before = awayInto(sinceMs)
      if (before !== undefined) return before
      const lag = await lagging(() => false)
      // An outage may end while the server is asked: it says why there was a lag.
      return awayInto(sinceMs) ?? lag
    },
    async ofFailure(sinceMs) {
      const isLookedAt = (kind: string) => (lastLookMs.get(kind) ?? Number.NEGATIVE_INFINITY) >= sinceMs
      const lag = await lagging(isLookedAt)
      return awayInto(sinceMs) ?? lag ?? blindLook()
    },
    ofPass: async () => (await lagging(() => false, [...lastLookMs.keys()])) ?? blindLook(),
  }
}

/** @param isBriefTooLate whether it was looked at once: what came a moment later came too late. */
async function doubtIn(
  kind: string,
  watch: Watch | undefined,
  isBriefTooLate: boolean,
): Promise<Failure | undefined> {
  try {
    const lag = (await watch?.lag()) ?? 'none'
    if (lag === 'none' || (lag === 'brief' && !isBriefTooLate)) return undefined
    if (lag === 'brief')
      return unknown('cannot-know', `judge by what is told of ${kind}s`, 'something of it was only just told')
  } catch (error) {
    return error instanceof Failure ? error : unknown('cannot-know', `list ${kind}s`, messageOf(error))
  }
  return unknown(
    'watch-silent',
    `keep watching ${kind}s`,
    'a silent connection: the server shows what it did not tell',
  )
}

function away({ fromMs, untilMs, why }: GapData, sinceMs: number, nowMs: number): Failure {
  const seconds = (ms: number) => (ms / 1000).toFixed(1)
  const got = `the API server was away for ${seconds(untilMs - fromMs)} s of the last ${seconds(nowMs - sinceMs)} s: ${why}`
  return unknown('api-away', 'wait with the API server in reach', got)
}

function blind({ kind, fromMs, untilMs, why }: GapData): Failure {
  const seconds = ((untilMs - fromMs) / 1000).toFixed(1)
  const got = `${kind}s were looked at while they could not be watched for ${seconds} s: ${why}`
  return unknown('api-away', 'judge with the API server in reach', got)
}

function unknown(code: string, what: string, got: string): Failure {
  return new Failure({ code, what, got, exitCode: exitCodes.inconclusive })
}
