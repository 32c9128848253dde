/**
 * A client that keeps writing: small bulks of documents, a few under way at a time, each document with its own number,
 * time and checksum. What two nodes have is acknowledged in the ledger; what was refused is counted and not tried again,
 * so that each number is written once at most.
 *
 * Judges nothing.
 */
import { z } from 'zod'
import { systemClock } from '../../clock.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Scope } from '../../scope.ts'
import { isRefusal, readAnswer } from './answers.ts'
import type { ElasticsearchApi } from './api.ts'
import {
  type Document,
  documentOf,
  idOf,
  indexName,
  isOnTwoCopies,
  recordOf,
  writtenSchema,
} from './documents.ts'

export interface Writer {
  /** Documents acknowledged so far. */
  readonly acknowledged: number
  /** Why the last bulk was not acknowledged as a whole; empty where it was. */
  readonly refusedBecause: string
  /** Ends the writing after the bulks that are under way. */
  stop(): Promise<WriterFigures>
}

export interface WriterFigures {
  acknowledged: number
  refused: number
  /** The longest time without an acknowledgement. */
  longestRefusalMs: number
  seconds: number
}

const bulkSize = 20
/**
 * One after another gave 180 documents a second on two cores: most of a bulk's time is spent in waiting for two disks.
 * More under way also means more that a Pod takes with it when it goes, which is what the ledger is for.
 */
const bulksUnderWay = 3
/**
 * A copy that is away is waited for this long; then the write is refused, and the client goes on with others. By default
 * Elasticsearch keeps a writer waiting for a minute.
 */
const copiesWithinSeconds = 2
const bulkWithinMs = 10_000
/** Refused at once where nobody answers: without a pause the loop would only spin. */
const pauseMs = 50

const refusedSchema = z.object({ error: z.object({ type: z.string() }) })
const bulkSchema = z.object({
  items: z.array(z.object({ create: z.union([writtenSchema, refusedSchema]) })),
})

/** Begins to write at once, and goes on until it is stopped or the scenario ends. */
export function startWriter(api: ElasticsearchApi, { journal, signal }: Scope, ledger: Ledger): Writer {
  const figures = { acknowledged: 0, refused: 0, longestRefusalMs: 0, seconds: 0 }
  const begunMs = journal.now()
  const state = { seq: 0, lastMs: begunMs, stopped: false, why: '' }
  const note = (why: string) => {
    if (why === state.why) return
    state.why = why
    journal.record({ source: 'probe', type: 'writes', name: indexName, data: { refused: why || false } })
  }
  const writeOnce = async () => {
    const documents = Array.from({ length: bulkSize }, () =>
      documentOf({ writer: 'client', seq: state.seq++, time: systemClock.now() }),
    )
    for (const document of documents) ledger.attempt(recordOf(document))
    const { acknowledged, why } = await writeBulk(api, documents, signal)
    for (const id of acknowledged) ledger.acknowledge(id)
    for (const id of documents.map(idOf)) if (!ledger.acknowledged.has(id)) ledger.refuse(id)
    figures.longestRefusalMs = Math.max(figures.longestRefusalMs, journal.now() - state.lastMs)
    figures.acknowledged += acknowledged.length
    figures.refused += bulkSize - acknowledged.length
    if (acknowledged.length > 0) state.lastMs = journal.now()
    note(why)
    if (acknowledged.length === 0) await systemClock.sleep(pauseMs, signal).catch(() => undefined)
  }
  const loop = async () => {
    while (!state.stopped && !signal.aborted) await writeOnce()
  }
  const ended = Promise.all(Array.from({ length: bulksUnderWay }, loop))
  return {
    get acknowledged() {
      return figures.acknowledged
    },
    get refusedBecause() {
      return state.why
    },
    async stop() {
      state.stopped = true
      await ended
      return { ...figures, seconds: (journal.now() - begunMs) / 1000 }
    },
  }
}

/** @returns ids that two nodes have, and why the others are not acknowledged. Never fails: an unknown outcome is no acknowledgement. */
async function writeBulk(
  api: ElasticsearchApi,
  documents: Document[],
  signal: AbortSignal,
): Promise<{ acknowledged: string[]; why: string }> {
  const body = documents
    .map(document => `{"create":{"_id":"${idOf(document)}"}}\n${JSON.stringify(document)}\n`)
    .join('')
  const query = { wait_for_active_shards: 2, timeout: `${copiesWithinSeconds}s` }
  try {
    const options = { method: 'POST' as const, body, query, withinMs: bulkWithinMs, signal }
    const response = await api.service(`/${indexName}/_bulk`, options)
    if (response === undefined) return { acknowledged: [], why: 'no node answers' }
    const answer = readAnswer(bulkSchema, 'the answer to a bulk', response)
    if (isRefusal(answer)) return { acknowledged: [], why: answer.refused }
    // The answer has an item for each document, in their order.
    const verdicts = documents.map((document, index) => verdictOn(document, answer.items[index]?.create))
    return {
      acknowledged: documents.filter((_, index) => verdicts[index] === true).map(idOf),
      why: verdicts.find(verdict => verdict !== true) ?? '',
    }
  } catch (error) {
    return { acknowledged: [], why: String(error) }
  }
}

type Item = z.output<typeof bulkSchema>['items'][number]['create']

function verdictOn(document: Document, item: Item | undefined): true | string {
  if (item === undefined) return 'no answer for it'
  return 'error' in item ? item.error.type : isOnTwoCopies(document, item)
}
