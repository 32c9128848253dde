/**
 * Keeps probes going, one for each DNS replica, until they are stopped. A probe that ends before is trouble, never an
 * error that nobody catches, and never a silence that looks like agreement.
 *
 * Knows nothing of how a probe asks.
 */
import { cannotKnow } from '../../broken-promise.ts'
import { type Failure, messageOf } from '../../failure.ts'

export interface Asking {
  /** The replicas that are asked. */
  readonly servers: readonly string[]
  /** Why one of them is asked no longer, though nobody stopped it. */
  readonly trouble: Failure | undefined
  /** Ends the probes. Never rejects. */
  stop(): Promise<void>
}

/**
 * @param probe asks one replica until the signal fires.
 * @param interrupted fires when the run is interrupted: then an end is no trouble.
 */
export function keepAsking(
  servers: readonly string[],
  probe: (server: string, signal: AbortSignal) => Promise<void>,
  interrupted: AbortSignal,
): Asking {
  const stopped = new AbortController()
  const signal = AbortSignal.any([stopped.signal, interrupted])
  let trouble: Failure | undefined
  const ended = servers.map(async server => {
    const got = await probe(server, signal).then(() => 'the probe ended by itself', messageOf)
    if (!signal.aborted) trouble ??= cannotKnow({ what: 'keep asking', on: `DNS replica ${server}`, got })
  })
  return {
    servers,
    get trouble() {
      return trouble
    },
    async stop() {
      stopped.abort()
      await Promise.all(ended)
    },
  }
}
