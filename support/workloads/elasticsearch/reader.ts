/**
 * A client that keeps reading through the whole disruption: how long no node gave the answer to a search.
 * Measures; judges nothing.
 */
import { z } from 'zod'
import { systemClock } from '../../clock.ts'
import type { Scope } from '../../scope.ts'
import { isRefusal, type Response, readAnswer } from './answers.ts'
import type { ElasticsearchApi } from './api.ts'
import { indexName } from './documents.ts'

export interface Reader {
  stop(): Promise<{ reads: number; failed: number; longestFailureMs: number }>
}

/** Of a search that some shards did not take part in, too, the status is 200. */
const countSchema = z.object({ _shards: z.object({ total: z.number(), successful: z.number() }) })

const paceMs = 100
const readWithinMs = 2_000

export function startReader(api: ElasticsearchApi, { journal, signal }: Scope): Reader {
  const figures = { reads: 0, failed: 0, longestFailureMs: 0 }
  const state = { stopped: false, lastMs: journal.now() }
  const readOnce = async () => {
    const options = { withinMs: readWithinMs, signal }
    const response = await api.service(`/${indexName}/_count`, options).catch(() => undefined)
    figures.reads++
    figures.longestFailureMs = Math.max(figures.longestFailureMs, journal.now() - state.lastMs)
    if (isWhole(response)) state.lastMs = journal.now()
    else figures.failed++
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

function isWhole(response: Response | undefined): boolean {
  if (response === undefined) return false
  try {
    const answer = readAnswer(countSchema, 'a count', response)
    return !isRefusal(answer) && answer._shards.successful === answer._shards.total
  } catch {
    return false
  }
}
