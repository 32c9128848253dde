/**
 * The client's writing and reading during a disruption, as one: begun together, ended together, told as figures. It is
 * under way before anything is broken, and must be under way again afterwards.
 */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { inSeconds, systemClock } from '../../clock.ts'
import type { Actors } from '../actors.ts'
import { startReader } from './reader.ts'
import { startWriter } from './writer.ts'

export interface Traffic {
  /**
   * Waits until so many more documents are acknowledged than are now.
   * @returns documents acknowledged a second meanwhile.
   * @throws Failure `broken-promise` where none is, with the reason of the last refusal; `cannot-know` where it is slow.
   */
  goesOn(documents: number): Promise<number>
  /** Ends both, once. */
  stop(): Promise<void>
}

const lookEveryMs = 20

type TrafficActors = Pick<Actors, 'elasticsearch' | 'scope' | 'ledger' | 'figure'>

export function startTraffic({ elasticsearch, scope, ledger, figure }: TrafficActors): Traffic {
  const writer = startWriter(elasticsearch.api, scope, ledger)
  const reader = startReader(elasticsearch.api, scope)
  let ended: Promise<void> | undefined
  const stop = async () => {
    const [writes, reads] = await Promise.all([writer.stop(), reader.stop()])
    const perSecond = Math.round(writes.acknowledged / writes.seconds)
    const name = 'documents acknowledged a second, the disruption included'
    figure({ name, value: perSecond, unit: 'count' })
    figure({ name: 'documents refused or unanswered', value: writes.refused, unit: 'count' })
    figure(seconds('longest time without an acknowledged write', writes.longestRefusalMs))
    figure(seconds('longest time without an answered read', reads.longestFailureMs))
  }
  return {
    async goesOn(documents) {
      const begunMs = scope.journal.now()
      const [before, withinMs] = [writer.acknowledged, scope.timeouts.writesAcknowledged]
      while (writer.acknowledged - before < documents) {
        if (scope.journal.now() - begunMs > withinMs)
          throw notWritten(documents, {
            withinMs,
            got: writer.acknowledged - before,
            why: writer.refusedBecause,
          })
        await systemClock.sleep(lookEveryMs, scope.signal)
      }
      return ((writer.acknowledged - before) * 1000) / (scope.journal.now() - begunMs)
    },
    stop() {
      ended ??= stop()
      return ended
    },
  }
}

/** A cluster that takes no write breaks its promise; of one that is slow too little is known. */
function notWritten(
  documents: number,
  { withinMs, got, why }: { withinMs: number; got: number; why: string },
) {
  return (got === 0 ? brokenPromise : cannotKnow)({
    what: 'acknowledge writes',
    expected: `${documents} documents on two nodes within ${withinMs / 1000} s`,
    got: [String(got), why].filter(Boolean).join('; '),
  })
}

function seconds(name: string, ms: number) {
  return { name, value: inSeconds(ms), unit: 's' as const }
}
