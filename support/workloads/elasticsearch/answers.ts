/**
 * What Elasticsearch answers, as types: reads the JSON of the requests that the scenarios make, and tells an answer
 * from a refusal.
 *
 * Pure; knows nothing of how a request was sent and judges nothing.
 */
import { z } from 'zod'
import { cannotKnow } from '../../broken-promise.ts'

/** An HTTP response, however it was got. */
export interface Response {
  status: number
  body: string
}

/** Elasticsearch said no, with a reason of its own: `master_not_discovered_exception`. */
export interface Refusal {
  refused: string
  status: number
}

export function isRefusal(answer: object): answer is Refusal {
  return 'refused' in answer
}

const refusal = z.object({ error: z.union([z.string(), z.object({ type: z.string() })]) })

/**
 * Reads a response by its schema, or the reason of a refusal.
 * @throws Failure `cannot-know` for what is neither: the answer of something that is not Elasticsearch.
 */
export function readAnswer<T>(schema: z.ZodType<T>, what: string, { status, body }: Response): T | Refusal {
  const json = parseJson(body)
  // The health of a cluster that was waited for in vain is an answer with status 408.
  const answer = schema.safeParse(json)
  if (answer.success) return answer.data
  const { data } = refusal.safeParse(json)
  if (data !== undefined)
    return { refused: typeof data.error === 'string' ? data.error : data.error.type, status }
  throw cannotKnow({
    what: `read ${what}`,
    expected: "Elasticsearch's JSON",
    got: `status ${status}: ${body.slice(0, 200) || 'nothing'}`,
  })
}

/** @throws Failure `cannot-know` for a refusal, too. */
export function requireAnswer<T extends object>(schema: z.ZodType<T>, what: string, response: Response): T {
  const answer = readAnswer(schema, what, response)
  if (!isRefusal(answer)) return answer
  throw cannotKnow({ what: `read ${what}`, got: `${answer.refused} (${answer.status})` })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
