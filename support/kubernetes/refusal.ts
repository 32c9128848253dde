/**
 * What a refusal of the API server says, and how code branches on it: by the server's status and reason, never by its words.
 *
 * Knows nothing of connections.
 */
import { Failure } from '../failure.ts'
import type { Cluster } from './cluster.ts'

/** What the server said when it refused. */
export interface ApiStatus {
  status: number
  /** Kubernetes' own word: NotFound, AlreadyExists, Forbidden, Expired. */
  reason: string
}

export function isNotFound(error: unknown): boolean {
  return statusOf(error)?.status === 404
}

export function isAlreadyThere(error: unknown): boolean {
  return statusOf(error)?.reason === 'AlreadyExists'
}

/** The server does not know us (any more): it is no matter of rights. */
export function isUnauthorized(error: unknown): boolean {
  return statusOf(error)?.status === 401
}

export function isForbidden(error: unknown): boolean {
  return statusOf(error)?.status === 403
}

/** What we may not look at is unknown, and not wrong. Any other failure is the caller's. */
export async function unlessForbidden<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request
  } catch (error) {
    if (isForbidden(error)) return undefined
    throw error
  }
}

/** The resourceVersion is older than what the server still has. */
export function isExpired(error: unknown): boolean {
  return statusOf(error)?.status === 410
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof Failure && (error.code === 'api-unreachable' || error.code === 'api-timeout')
}

/** The server's status of a refused request, or undefined. */
export function statusOf(error: unknown): ApiStatus | undefined {
  return error instanceof Failure && error.code === 'api-refused' ? (error.cause as ApiStatus) : undefined
}

/** The refusal as a Failure `api-refused` with the ApiStatus as its cause. */
export function refusal(cluster: Cluster, what: string, status: number, body: string): Failure {
  const { reason, message } = readStatus(body)
  const cause: ApiStatus = { status, reason: reason ?? String(status) }
  return new Failure({
    code: 'api-refused',
    what,
    // A page of a server that is no API server, in one line.
    got: `${status} ${message ?? reason ?? body.slice(0, 200).replaceAll(/\s+/g, ' ')}`,
    ...(status === 401 && { hint: whyUnknown(cluster) }),
    cause,
  })
}

/** What may be wrong with our credentials. */
function whyUnknown({ certificateEnds }: Cluster): string {
  const end = certificateEnds?.()
  return end !== undefined && end.getTime() < Date.now()
    ? `the client certificate of the kubeconfig has expired on ${end.toISOString().slice(0, 10)}`
    : 'the credentials are not accepted; has the token expired?'
}

/** Only what is meant as a Status: a hostile answer may have anything in the place of a text. */
function readStatus(body: string): { reason?: string; message?: string } {
  try {
    const { reason, message } = JSON.parse(body) as Record<string, unknown>
    return { ...(typeof reason === 'string' && { reason }), ...(typeof message === 'string' && { message }) }
  } catch {
    return {}
  }
}
