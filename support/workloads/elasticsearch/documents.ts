/**
 * The documents of the experiment: each with an id, a time and a checksum of its own, so that one that was lost, altered
 * or put there by another shows.
 *
 * Pure functions; knows nothing of how requests are sent. The ledger's judge compares (judge-documents.ts).
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { LedgerRecord } from '../../ledger/ledger.ts'

const documentSchema = z.object({
  writer: z.string(),
  seq: z.number(),
  /** When it was written, in ISO 8601. */
  time: z.string(),
  checksum: z.string(),
})

export type Document = z.output<typeof documentSchema>

export function documentOf(facts: { writer: string; seq: number; time: Date }): Document {
  const { writer, seq } = facts
  const time = facts.time.toISOString()
  return { writer, seq, time, checksum: checksumOf({ writer, seq, time }) }
}

export function idOf({ writer, seq }: Pick<Document, 'writer' | 'seq'>): string {
  return `${writer}-${seq}`
}

/** What the ledger keeps of a document: its checksum stands for all of it. */
export function recordOf(document: Document): LedgerRecord {
  return { id: idOf(document), content: document.checksum }
}

/**
 * What the ledger's judge is given of a document that was found. One whose fields and checksum, or whose id and fields,
 * do not belong together has another content than was ever written.
 */
export function foundRecord(id: string, source: unknown): LedgerRecord {
  const { data } = documentSchema.safeParse(source)
  const isWhole = data !== undefined && data.checksum === checksumOf(data) && idOf(data) === id
  return { id, content: isWhole ? data.checksum : `altered: ${JSON.stringify(source)}` }
}

function checksumOf({ writer, seq, time }: Omit<Document, 'checksum'>): string {
  return createHash('sha256')
    .update(JSON.stringify([writer, seq, time]))
    .digest('hex')
}

export const indexName = 'documents'

/** An index of one shard with one replica; fsync before each acknowledgement is Elasticsearch's default, and is stated. */
export const indexBody = {
  settings: {
    number_of_shards: 1,
    number_of_replicas: 1,
    'index.translog.durability': 'request',
  },
  mappings: {
    properties: {
      writer: { type: 'keyword' },
      seq: { type: 'long' },
      time: { type: 'date' },
      checksum: { type: 'keyword' },
    },
  },
}

/** What Elasticsearch says of one document that it has written. */
export const writtenSchema = z.object({
  _id: z.string(),
  result: z.string(),
  _shards: z.object({ successful: z.number(), failed: z.number() }),
})

/**
 * Whether what was written counts as acknowledged: created, and on at least two copies. `wait_for_active_shards` is only
 * looked at before the write, so the copies are counted in the answer.
 * @returns true, or why not.
 */
export function isOnTwoCopies(
  document: Document,
  { _id, result, _shards }: z.output<typeof writtenSchema>,
): true | string {
  if (_id !== idOf(document)) return `the answer is for ${_id}`
  if (result !== 'created') return result
  if (_shards.failed > 0) return `${_shards.failed} copies failed`
  return _shards.successful >= 2 || `only ${_shards.successful} copy has it`
}
