/**
 * Judges the documents that a search found against the ledger of what was written.
 *
 * Pure functions; knows nothing of how the search was made. A search that is not the whole truth (a shard that failed,
 * a page that is missing) judges nothing: the scenario is then inconclusive.
 */
import { z } from 'zod'
import { cannotKnow } from '../../broken-promise.ts'
import { judgeLedger, type LedgerVerdict } from '../../ledger/judge-ledger.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { type Response, requireAnswer } from './answers.ts'
import { foundRecord } from './documents.ts'

const schema = z.object({
  timed_out: z.boolean(),
  _shards: z.object({ total: z.number(), successful: z.number(), failed: z.number() }),
  hits: z.object({
    total: z.object({ value: z.number(), relation: z.string() }),
    hits: z.array(z.object({ _id: z.string(), _source: z.unknown(), sort: z.array(z.unknown()).optional() })),
  }),
})

export type SearchPage = z.output<typeof schema>

/** As many as a search gives at most without paging (index.max_result_window). */
export const pageSize = 10_000

/** One page of all documents; the next begins after the last hit's `sort`. Refresh the index before the first. */
export function searchBody(after?: readonly unknown[]): object {
  return {
    size: pageSize,
    track_total_hits: true,
    query: { match_all: {} },
    // Not by _id, whose field data 8 and later do not load by default.
    sort: [{ writer: 'asc' }, { seq: 'asc' }],
    ...(after !== undefined && { search_after: after }),
  }
}

/** @throws Failure `cannot-know` for a refusal, a shard that did not answer or an answer that came too late. */
export function readPage(response: Response): SearchPage {
  const page = requireAnswer(schema, 'the documents', response)
  const { total, successful, failed } = page._shards
  if (page.timed_out || failed > 0 || successful < total || total === 0)
    throw cannotKnow({
      what: 'read the documents',
      expected: 'an answer of every shard',
      got: `${successful} of ${total}${page.timed_out ? ', timed out' : ''}`,
    })
  return page
}

export interface DocumentsVerdict extends LedgerVerdict {
  /** Found under one id more than once. */
  duplicated: string[]
}

/**
 * @param pages every page of one search.
 * @throws Failure `cannot-know` if the pages do not hold as many documents as the search counted.
 */
export function judgeDocuments(ledger: Ledger, pages: readonly SearchPage[]): DocumentsVerdict {
  const hits = pages.flatMap(({ hits }) => hits.hits)
  const counted = pages[0]?.hits.total
  if (counted === undefined || counted.relation !== 'eq' || counted.value !== hits.length)
    throw cannotKnow({
      what: 'judge the documents',
      expected: `all ${counted?.value ?? 0} that the search counted`,
      got: `${hits.length} in ${pages.length} pages`,
    })
  const byId = new Map(hits.map(hit => [hit._id, hit]))
  const found = [...byId.values()].map(({ _id, _source }) => foundRecord(_id, _source))
  return { ...judgeLedger(ledger, found), duplicated: repeated(hits.map(({ _id }) => _id)) }
}

function repeated(ids: readonly string[]): string[] {
  const once = new Set<string>()
  return [...new Set(ids.filter(id => once.has(id) || !once.add(id)))]
}
