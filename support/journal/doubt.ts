/**
 * Whether what the journal shows can be held against the cluster: asked when a wait runs out or a judgement goes against
 * it. The server may have been away, and a watch may have gone silent without a word (a machine that slept, a firewall).
 *
 * Knows nothing of what was waited for.
 */
import type { Clock } from '../clock.ts'
import { exitCodes, Failure, messageOf } from '../failure.ts'
import type { Watch } from '../kubernetes/watch.ts'
import type { GapData } from '../record.ts'

export interface Doubts {
  /** From now on this watch is asked, too. */
  watches(kind: string, watch: Pick<Watch, 'isCurrent'>): void
  /** The server could not be watched for a while. */
  outage(facts: GapData): void
  /** @returns why nobody knows, or undefined: the journal is what the server shows, and has been since `sinceMs`. */
  ask(sinceMs: number): Promise<Failure | undefined>
}

export function createDoubts({ monotonicMs }: Pick<Clock, 'monotonicMs'>): Doubts {
  const asked: { kind: string; watch: Pick<Watch, 'isCurrent'> }[] = []
  const outages: GapData[] = []
  return {
    watches: (kind, watch) => void asked.push({ kind, watch }),
    outage: facts => void outages.push(facts),
    async ask(sinceMs) {
      const outage = outages.find(({ untilMs }) => untilMs > sinceMs)
      if (outage !== undefined) return away(outage, sinceMs, monotonicMs())
      const found = await Promise.all(asked.map(({ kind, watch }) => doubtIn(kind, watch)))
      return found.find(doubt => doubt !== undefined)
    },
  }
}

async function doubtIn(kind: string, watch: Pick<Watch, 'isCurrent'>): Promise<Failure | undefined> {
  try {
    if (await watch.isCurrent()) return undefined
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

function unknown(code: string, what: string, got: string): Failure {
  return new Failure({ code, what, got, exitCode: exitCodes.inconclusive })
}
