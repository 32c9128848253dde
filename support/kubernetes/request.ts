/**
 * One request to the API server: JSON in, JSON out, or a stream of lines for a watch. The only way that reads, writes
 * and watches take; every failure leaves here as a Failure with the server's status and reason as fields.
 *
 * Own instead of client-node's generated classes: a watch needs the same path table, those make a connection pool for
 * each call, and their errors print whole bodies. Knows nothing of kinds.
 */
import { pipeline, type Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'
import { type Dispatcher, request as undiciRequest } from 'undici'
import { Failure, messageOf } from '../failure.ts'
import type { Cluster } from './cluster.ts'
import { refusal } from './refusal.ts'
import { usesOf } from './uses.ts'

export {
  type ApiStatus,
  isAlreadyThere,
  isExpired,
  isForbidden,
  isNotFound,
  isUnauthorized,
  isUnreachable,
  statusOf,
  unlessForbidden,
} from './refusal.ts'

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  query?: Record<string, string | number | boolean | undefined>
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown
  /** Of the body. Default: application/json. */
  contentType?: string
  /** What is attempted, for the error: `create Pod web-0`. */
  what: string
  withinMs?: number
  signal?: AbortSignal
  /** A longer answer is none. Default: 256 MiB. */
  atMostBytes?: number
}

/** Our patience with one request; see `request` in timeouts.ts. Watches have none: they end when the server ends them. */
const defaultWithinMs = 20_000

/** @throws Failure `api-refused` (with an ApiStatus as cause), `api-unreachable`, `api-timeout` or `aborted`. */
export async function send<T>(cluster: Cluster, request: ApiRequest): Promise<T> {
  const text = await sendForText(cluster, request)
  try {
    return JSON.parse(text) as T
  } catch (cause) {
    // A proxy or a login page between us and the API server.
    const facts = { code: 'api-unreachable', what: request.what, on: cluster.server }
    throw new Failure({
      ...facts,
      expected: 'JSON',
      got: `"${text.slice(0, 80).replaceAll(/\s+/g, ' ')}"`,
      cause,
    })
  }
}

/** The answer as it came: what a proxied endpoint says is not JSON. @throws Failure as `send` does. */
export async function sendForText(cluster: Cluster, request: ApiRequest): Promise<string> {
  const { status, body } = await sendForResponse(cluster, request)
  if (status >= 400) throw refusal(cluster, request.what, status, body)
  return body
}

/** The answer with its status, whatever that is: a refusal of a proxied endpoint is an answer. @throws Failure as `send` does, but for `api-refused`. */
export async function sendForResponse(cluster: Cluster, request: ApiRequest): Promise<ApiResponse> {
  const deadline = AbortSignal.timeout(request.withinMs ?? defaultWithinMs)
  const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal])
  try {
    const response = await open(cluster, request, signal, { 'accept-encoding': 'gzip' })
    const { date } = response.headers
    const body = await textOf(unpacked(response), request.atMostBytes ?? mostBytes)
    return { status: response.statusCode, body, ...(typeof date === 'string' && { date }) }
  } catch (error) {
    throw toFailure(cluster, request, error, deadline.aborted)
  }
}

/**
 * The server packs what is longer than 128 KiB for those who can unpack it (APIResponseCompression,
 * https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/): the nodes of a large cluster are megabytes.
 */
function unpacked({ headers, body }: Dispatcher.ResponseData): AsyncIterable<unknown> {
  if (headers['content-encoding'] !== 'gzip') return body
  // Its error is that of whoever reads.
  return pipeline(body, createGunzip(), () => undefined)
}

export interface ApiResponse {
  status: number
  body: string
  /** The server's clock, as its header says. */
  date?: string
}

/** More than any list of ours on a large cluster (20,000 Pods of 10 kB), and less than would take all memory. */
const mostBytes = 256 * 1024 * 1024

/** @throws Failure `api-unreachable` for a body that does not end where a server of good faith would. */
async function textOf(body: AsyncIterable<unknown>, atMost: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += (chunk as Buffer).length
    if (bytes > atMost)
      throw new Failure({
        code: 'api-unreachable',
        what: 'read the answer of the API server',
        expected: `at most ${atMost} bytes`,
        got: 'more',
        hint: 'is this a Kubernetes API server?',
      })
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export interface StreamRequest extends ApiRequest {
  signal: AbortSignal
  /** Called when the server has agreed to stream, before the first line. */
  onOpen?: () => void
}

/** Opens a stream and yields its lines as they arrive, until the server ends it or the signal fires. */
export async function* streamLines(cluster: Cluster, request: StreamRequest): AsyncGenerator<string> {
  try {
    const response = await open(cluster, request, request.signal)
    if (response.statusCode >= 400)
      throw refusal(cluster, request.what, response.statusCode, await textOf(response.body, mostBytes))
    request.onOpen?.()
    yield* linesOf(response.body)
  } catch (error) {
    throw toFailure(cluster, request, error, false)
  }
}

/** Not readline: whoever stops reading that leaves the rest unread, and an unread body holds its connection for ever. */
async function* linesOf(body: Readable): AsyncGenerator<string> {
  // Ending it early is an error to undici.
  body.on('error', () => undefined)
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of body) {
    const lines = (rest + decoder.write(chunk as Buffer)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}

/**
 * A stream that was aborted early throws when undici gives up its idle HTTP/2 session, and nobody can catch that
 * (https://github.com/forcedotcom/cli/issues/3622). Without it each watch has a connection of its own. An option of
 * undici's dispatchers that its types do not know.
 */
const withoutHttp2: object = { allowH2: false }

async function open(
  cluster: Cluster,
  request: ApiRequest,
  signal: AbortSignal,
  more: Record<string, string> = {},
) {
  const { method, path, query, body, contentType } = request
  if (cluster.onUse !== undefined) for (const use of usesOf(request)) cluster.onUse(use)
  const url = new URL(cluster.server.replace(/\/$/, '') + path)
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) url.searchParams.set(name, String(value))
  const { headers, dispatcher } = await cluster.authenticate()
  return undiciRequest(url, {
    method,
    headers: {
      accept: 'application/json',
      ...more,
      ...(body !== undefined && { 'content-type': contentType ?? 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    signal,
    // Undici gives up on a silent body after 5 minutes; a quiet namespace is silent for longer. Our own deadlines rule.
    bodyTimeout: 0,
    headersTimeout: 0,
    ...withoutHttp2,
    ...(dispatcher !== undefined && { dispatcher }),
  })
}

function toFailure(cluster: Cluster, request: ApiRequest, cause: unknown, timedOut: boolean): Failure {
  if (cause instanceof Failure) return cause
  const { what } = request
  if (timedOut)
    return new Failure({ code: 'api-timeout', what, on: cluster.server, got: 'no answer in time', cause })
  if (request.signal?.aborted)
    return new Failure({ code: 'aborted', what, got: messageOf(request.signal.reason), cause })
  return new Failure({
    code: 'api-unreachable',
    what,
    on: cluster.server,
    got: messageOf(cause) || String((cause as NodeJS.ErrnoException).code),
    hint: 'is the API server up and reachable from here?',
    cause,
  })
}
