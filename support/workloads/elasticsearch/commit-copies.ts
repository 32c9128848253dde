/**
 * Brings every copy of an index that is not written to any more to the same commit on its own disk, so that a node that
 * comes back copies no files (Elasticsearch 7.6 documentation, "Synced flush API"; from 8 on a flush has the same effect,
 * and the other is gone).
 *
 * A plain flush would do on 7.6, too, but only some time after the last write, once every copy has heard that the others
 * have it; a node that went before that fetched its copy anew.
 */
import { z } from 'zod'
import { cannotKnow } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import type { Scope } from '../../scope.ts'
import { isRefusal, type Response, readAnswer } from './answers.ts'
import type { ElasticsearchApi } from './api.ts'
import { majorOf } from './release.ts'

/** A copy on which a write is still under way refuses, and is asked again; a second is long for that. */
const withinMs = 60_000
const askEveryMs = 200
const schema = z.object({ _shards: z.object({ total: z.number(), successful: z.number() }) })

/** @throws Failure `cannot-know` when the copies could not all be brought to one commit. */
export async function commitCopies(api: ElasticsearchApi, scope: Scope, index: string): Promise<void> {
  const isOld = majorOf(scope.run.images.elasticsearch) < 8
  const path = `/${index}/_flush${isOld ? '/synced' : ''}`
  for (const deadlineMs = scope.journal.now() + withinMs; ; ) {
    const response = await api.service(path, { method: 'POST', withinMs, signal: scope.signal })
    if (response !== undefined && isOnAll(response)) return
    if (scope.journal.now() > deadlineMs)
      throw cannotKnow({ what: 'commit every copy', on: index, got: response?.body ?? 'no answer' })
    await systemClock.sleep(askEveryMs, scope.signal)
  }
}

/** A copy that refused makes the status 409; the answer counts it all the same. */
function isOnAll(response: Response): boolean {
  const answer = readAnswer(schema, 'the answer to a flush', response)
  return !isRefusal(answer) && answer._shards.successful === answer._shards.total
}
