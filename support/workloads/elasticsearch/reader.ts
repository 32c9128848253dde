/**
 * A client that keeps reading through the whole disruption: how long no node gave the answer to a search.
 * Measures; judges nothing.
 */
import { systemClock } from '../../clock.ts'
import type { Scope } from '../../scope.ts'
import type { ElasticsearchApi } from './api.ts'
import { indexName } from './documents.ts'

export interface Reader {
  stop(): Promise<{ reads: number; failed: number; longestFailureMs: number }>
}

const paceMs = 100
const readWithinMs = 2_000

export function startReader(api: ElasticsearchApi, { journal, signal }: Scope): Reader {
  const figures = { reads: 0, failed: 0, longestFailureMs: 0 }
  const state = { stopped: false, lastMs: journal.now() }
  const readOnce = async () => {
    const options = { withinMs: readWithinMs, signal }
    const response = await api.service(`/${indexName}/_count`, options).catch(() => undefined)
    figures.reads++
    if (response?.status === 200) state.lastMs = journal.now()
    else figures.failed++
    figures.longestFailureMs = Math.max(
      figures.longestFailureMs,
      response?.status === 200 ? 0 : journal.now() - state.lastMs,
    )
    await systemClock.sleep(paceMs, signal).catch(() => undefined)
  }
  const loop = async () => {
    while (!state.stopped && !signal.aborted) await readOnce()
  }
  const ended = loop()
  return {
    async stop() {
      state.stopped = true
      await ended
      return figures
    },
  }
}
