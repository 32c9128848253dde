/** The client's writing and reading during a disruption, as one: begun together, ended together, told as figures. */
import { inSeconds } from '../../clock.ts'
import type { Actors } from '../actors.ts'
import { startReader } from './reader.ts'
import { startWriter } from './writer.ts'

export interface Traffic {
  /** Ends both, once. */
  stop(): Promise<void>
  readonly acknowledged: number
}

export function startTraffic({
  elasticsearch,
  scope,
  ledger,
  figure,
}: Pick<Actors, 'elasticsearch' | 'scope' | 'ledger' | 'figure'>): Traffic {
  const writer = startWriter(elasticsearch.api, scope, ledger)
  const reader = startReader(elasticsearch.api, scope)
  let ended: Promise<void> | undefined
  const stop = async () => {
    const [writes, reads] = await Promise.all([writer.stop(), reader.stop()])
    figure({
      name: 'documents acknowledged a second, the disruption included',
      value: Math.round(writes.acknowledged / writes.seconds),
      unit: 'count',
    })
    figure({
      name: 'longest time without an acknowledged write',
      value: inSeconds(writes.longestRefusalMs),
      unit: 's',
    })
    figure({
      name: 'longest time without an answered read',
      value: inSeconds(reads.longestFailureMs),
      unit: 's',
    })
  }
  return {
    get acknowledged() {
      return writer.acknowledged
    },
    stop() {
      ended ??= stop()
      return ended
    },
  }
}
