/** One line of a watch's stream, and how it is read. Pure; knows nothing of connections. */
import { Failure } from '../failure.ts'
import type { Kind, ObjectOf } from './kinds.ts'

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED'

export interface WatchEvent<K extends Kind> {
  type: ChangeType | 'BOOKMARK' | 'ERROR'
  object: ObjectOf<K>
}

/** The server's ERROR event, seen as the refusal that it is (isExpired and its like work on it). */
export class WatchError extends Failure {
  constructor(object: unknown) {
    const { code, reason, message } = object as { code?: number; reason?: string; message?: string }
    super({
      code: 'api-refused',
      what: 'go on watching',
      got: message ?? 'an error event',
      cause: { status: code ?? 0, reason: reason ?? '' },
    })
  }
}

/** @returns undefined for what is no event: half a line of a connection that was cut, or a proxy's page. */
export function parseEvent<K extends Kind>(line: string): WatchEvent<K> | undefined {
  try {
    const event = JSON.parse(line) as WatchEvent<K> | null
    return typeof event?.type === 'string' && typeof event.object === 'object' ? event : undefined
  } catch {
    return undefined
  }
}

export function uidOf(object: { metadata?: { uid?: string } | undefined }): string {
  return object.metadata?.uid ?? ''
}

export function versionOf(object: { metadata?: { resourceVersion?: string } | undefined }): string {
  return object.metadata?.resourceVersion ?? ''
}
