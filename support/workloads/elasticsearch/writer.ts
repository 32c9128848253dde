/**
 * A client that keeps writing: small bulks of documents, one after another, each document with its own number, its
 * checksum and its time. What two nodes have is acknowledged in the ledger; what was refused is counted and not tried
 * again, so that every number is written once at most.
 *
 * Judges nothing.
 */
import { createHash } from 'node:crypto'
import { systemClock } from '../../clock.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { ElasticsearchApi } from './api.ts'

export interface Writer {
  /** Ends the writing after the bulk that is under way. */
  stop(): Promise<WriterFigures>
  /** Documents acknowledged so far. */
  readonly acknowledged: number
}

export interface WriterFigures {
  acknowledged: number
  refused: number
  /** The longest time without an acknowledgement. */
  longestRefusalMs: number
  seconds: number
}

/** Enough for 200 documents a second at ten bulks a second. */
const bulkSize = 20
/** A shard copy that is away is waited for this long; then the write is refused, and the client goes on. */
const shardsWithinSeconds = 2
const bulkWithinMs = 10_000
/** Refused at once where nobody answers: then a short pause, or the loop would only spin. */
const pauseMs = 50

interface BulkAnswer {
  items: { create: { _id: string; status: number; _shards?: { successful: number } } }[]
}

export interface WriterOptions {
  api: ElasticsearchApi
  journal: Journal
  ledger: Ledger
  signal: AbortSignal
  index: string
}

export function startWriter({ api, journal, ledger, signal, index }: WriterOptions): Writer {
  const state = { next: 0, acknowledged: 0, refused: 0, longestRefusalMs: 0, lastMs: journal.now(), stopped: false }
  const begunMs = journal.now()
  let refusing = false
  const note = (refused: string | undefined) => {
    if (refusing === (refused !== undefined)) return
    refusing = refused !== undefined
    journal.record({ source: 'probe', type: refusing ? 'writes refused' : 'writes acknowledged', name: index, data: { why: refused } })
  }
  const writeBulk = async () => {
    const documents = Array.from({ length: bulkSize }, () => documentOf(state.next++))
    for (const { id, content } of documents) ledger.attempt({ id, content })
    const body = documents.map(({ id, source }) => `{"create":{"_id":"${id}"}}\n${source}\n`).join('')
    const query = { wait_for_active_shards: 2, timeout: `${shardsWithinSeconds}s` }
    const answer = await api.service<BulkAnswer>(`/${index}/_bulk`, { method: 'POST', body, query, withinMs: bulkWithinMs, signal })
    const written = answer.items.filter(({ create }) => create.status === 201 && (create._shards?.successful ?? 0) >= 2)
    for (const { create } of written) ledger.acknowledge(create._id)
    return written.length
  }
  const loop = async () => {
    while (!state.stopped && !signal.aborted) {
      const why = { text: 'acknowledged by fewer than two nodes' }
      const count = await writeBulk().catch((error: unknown) => {
        why.text = String(error)
        return 0
      })
      state.longestRefusalMs = Math.max(state.longestRefusalMs, journal.now() - state.lastMs)
      state.acknowledged += count
      state.refused += bulkSize - count
      if (count > 0) state.lastMs = journal.now()
      note(count > 0 ? undefined : why.text)
      if (count === 0) await systemClock.sleep(pauseMs, signal).catch(() => undefined)
    }
  }
  const ended = loop()
  return {
    get acknowledged() {
      return state.acknowledged
    },
    async stop() {
      state.stopped = true
      await ended
      const { acknowledged, refused, longestRefusalMs } = state
      return { acknowledged, refused, longestRefusalMs, seconds: (journal.now() - begunMs) / 1000 }
    },
  }
}

/** `000042`, its checksum over what a reader will see again, and when it was written. */
function documentOf(number: number): { id: string; content: string; source: string } {
  const id = String(number).padStart(6, '0')
  const text = `document ${id} of the writer`
  const checksum = createHash('sha256').update(text).digest('hex')
  return { id, content: `${text} ${checksum}`, source: JSON.stringify({ id, text, checksum, time: systemClock.now() }) }
}
