/**
 * Reads every document back and compares with the ledger. A final read that cannot be made judges nothing: the scenario
 * is then inconclusive.
 */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { provesDurability } from '../../ledger/judge-ledger.ts'
import { recordJudgement } from '../../ledger/tally.ts'
import type { Actors } from '../actors.ts'
import type { ElasticsearchApi } from './api.ts'
import { indexName } from './documents.ts'
import {
  type DocumentsVerdict,
  judgeDocuments,
  readPage,
  type SearchPage,
  searchBody,
} from './judge-documents.ts'

const readWithinMs = 30_000

/** @throws Failure `broken-promise` naming what was lost, altered, duplicated or foreign; `cannot-know`. */
export async function assertNothingLost({ elasticsearch, ledger, figure, scope }: Actors): Promise<void> {
  const verdict = judgeDocuments(ledger, await readAll(elasticsearch.api))
  recordJudgement(scope.journal, verdict)
  const { lost, changed, recovered, unexpected, duplicated } = verdict
  const counts = {
    acknowledged: verdict.acknowledged,
    lost: lost.length,
    altered: changed.length,
    foreign: unexpected.length,
    duplicated: duplicated.length,
  }
  for (const [name, value] of Object.entries(counts))
    figure({ name: `documents ${name}`, value, unit: 'count', ...(name !== 'acknowledged' && { limit: 0 }) })
  figure({ name: 'documents found though never acknowledged', value: recovered.length, unit: 'count' })
  const proof = provesDurability(verdict)
  if (proof === 'unknown') throw cannotKnow({ what: 'judge the documents', got: 'no write was acknowledged' })
  if (proof === 'no' || duplicated.length > 0)
    throw brokenPromise({
      what: 'keep every acknowledged document',
      expected: `${verdict.acknowledged} documents as they were written`,
      got: describe(verdict),
    })
}

/**
 * Every one of these documents can be read now; others may be there, too, while the client goes on writing.
 * @throws Failure `broken-promise` naming those that cannot; `cannot-know`.
 */
export async function assertReadable({ elasticsearch }: Actors, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) throw cannotKnow({ what: 'read the documents', got: 'none was acknowledged' })
  const pages = await readAll(elasticsearch.api)
  const found = new Set(pages.flatMap(({ hits }) => hits.hits.map(({ _id }) => _id)))
  const missing = ids.filter(id => !found.has(id))
  if (missing.length > 0)
    throw brokenPromise({
      what: 'read every acknowledged document',
      on: `${elasticsearch.pods().length} nodes`,
      expected: `${ids.length} documents`,
      got: `${missing.length} missing: ${some(missing)}`,
    })
}

async function readAll(api: ElasticsearchApi): Promise<SearchPage[]> {
  const ask = async (path: string, body?: object) => {
    const response = await api.service(path, {
      method: 'POST',
      withinMs: readWithinMs,
      ...(body && { body }),
    })
    if (response !== undefined) return response
    throw cannotKnow({ what: 'read the documents', got: 'no node answered' })
  }
  await ask(`/${indexName}/_refresh`)
  const pages: SearchPage[] = []
  for (let after: readonly unknown[] | undefined; ; ) {
    const page = readPage(await ask(`/${indexName}/_search`, searchBody(after)))
    pages.push(page)
    after = page.hits.hits.at(-1)?.sort
    if (after === undefined) return pages
  }
}

function describe({ lost, changed, unexpected, duplicated }: DocumentsVerdict): string {
  const kinds = { lost, altered: changed, foreign: unexpected, duplicated }
  return Object.entries(kinds)
    .filter(([, ids]) => ids.length > 0)
    .map(([what, ids]) => `${ids.length} ${what}: ${some(ids)}`)
    .join('; ')
}

function some(ids: readonly string[]): string {
  return `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ' …' : ''}`
}
