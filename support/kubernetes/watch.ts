/**
 * A resumable watch of one kind: lists, then watches from the list's resourceVersion, and goes on from the last version
 * it saw whenever the connection ends. Where the server no longer has that version (410), it lists anew, works out
 * what changed, and reports a gap: in between, something may have come and gone unseen.
 *
 * Own instead of client-node's Watch, which gives up after 30 s of silence and ignores what it cannot parse; its
 * informer does not tell its user about gaps. Knows nothing of journals.
 */
import type { Clock } from '../clock.ts'
import { Failure } from '../failure.ts'
import type { Cluster } from './cluster.ts'
import { collectionPath, type Kind, type ObjectOf } from './kinds.ts'
import { listObjects } from './objects.ts'
import { isExpired, isForbidden, isNotFound, streamLines } from './request.ts'

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED'

export interface WatchHandlers<K extends Kind> {
  change(type: ChangeType, object: ObjectOf<K>): void
  /** Changes between the two monotonic times may have been missed. */
  gap(facts: { fromMs: number; untilMs: number; why: string }): void
  /** The watch cannot be kept; nothing more will come. */
  lost(error: unknown): void
}

export interface WatchOptions<K extends Kind> {
  kind: K
  namespace?: string
  clock: Clock
  signal: AbortSignal
  handlers: WatchHandlers<K>
  /** Ask the server to end the watch after this many seconds. Default: the server's own choice, 30 to 60 minutes. */
  timeoutSeconds?: number
  /** Version to begin at instead of a list; for tests of expiry. */
  resourceVersion?: string
}

/** A lost connection is tried again at once, then after twice as long each time, up to this. */
const longestPauseMs = 2_000
/** An API server that is away longer than this leaves us blind: the run cannot know. */
const giveUpAfterMs = 120_000

/** Starts the watch. Resolves when the objects that are there have been reported; the watch then runs until the signal fires. */
export async function watchKind<K extends Kind>(cluster: Cluster, options: WatchOptions<K>): Promise<void> {
  const watch = new KindWatch(cluster, options)
  if (options.resourceVersion === undefined) await watch.list()
  void watch.run()
}

class KindWatch<K extends Kind> {
  private readonly cluster: Cluster
  private readonly options: WatchOptions<K>
  private readonly known = new Map<string, ObjectOf<K>>()
  private resourceVersion: string
  /** When the server last said anything; a gap can only begin there. */
  private lastHeardMs: number

  constructor(cluster: Cluster, options: WatchOptions<K>) {
    this.cluster = cluster
    this.options = options
    this.resourceVersion = options.resourceVersion ?? ''
    this.lastHeardMs = options.clock.monotonicMs()
  }

  /** Lists the kind and reports what differs from what is known. */
  async list(): Promise<void> {
    const { kind, namespace, signal } = this.options
    const { items, resourceVersion } = await listObjects(this.cluster, kind, {
      signal,
      ...(namespace && { namespace }),
    })
    const gone = new Map(this.known)
    for (const object of items) {
      gone.delete(uidOf(object))
      const before = this.known.get(uidOf(object))
      if (before?.metadata?.resourceVersion !== object.metadata?.resourceVersion)
        this.report(before ? 'MODIFIED' : 'ADDED', object)
    }
    for (const object of gone.values()) this.report('DELETED', object)
    this.resourceVersion = resourceVersion
    this.lastHeardMs = this.options.clock.monotonicMs()
  }

  /** Watches until the signal fires or the watch is lost. */
  async run(): Promise<void> {
    const { signal, clock, handlers } = this.options
    let pauseMs = 0
    while (!signal.aborted) {
      const heardBefore = this.lastHeardMs
      try {
        await this.follow()
        pauseMs = 0
      } catch (error) {
        if (signal.aborted) return
        if (isExpired(error)) await this.listAnew()
        else if (isForbidden(error) || isNotFound(error)) return handlers.lost(error)
        else if (clock.monotonicMs() - this.lastHeardMs > giveUpAfterMs) return handlers.lost(error)
        pauseMs = this.lastHeardMs > heardBefore ? 50 : Math.min(longestPauseMs, Math.max(50, pauseMs * 2))
      }
      if (pauseMs > 0) await clock.sleep(pauseMs, signal).catch(() => undefined)
    }
  }

  private async follow(): Promise<void> {
    const { kind, namespace, signal, timeoutSeconds, clock } = this.options
    const query = {
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion: this.resourceVersion,
      timeoutSeconds,
    }
    const request = {
      method: 'GET' as const,
      path: collectionPath(kind, namespace),
      query,
      what: `watch ${kind}s`,
      signal,
    }
    for await (const line of streamLines(this.cluster, request)) {
      // A connection that is cut in the middle of a line leaves half of it; the rest comes after resuming.
      const event = parse<K>(line)
      if (event === undefined) return
      this.lastHeardMs = clock.monotonicMs()
      this.handle(event)
    }
  }

  private handle({ type, object }: WatchEvent<K>): void {
    if (type === 'ERROR') throw new WatchError(object)
    this.resourceVersion = object.metadata?.resourceVersion ?? this.resourceVersion
    if (type !== 'BOOKMARK') this.report(type, object)
  }

  private async listAnew(): Promise<void> {
    const { handlers, clock } = this.options
    const fromMs = this.lastHeardMs
    try {
      await this.list()
      handlers.gap({
        fromMs,
        untilMs: clock.monotonicMs(),
        why: 'the server no longer had the version to go on from',
      })
    } catch {
      // The next round asks from the same version, is told again that it is too old, and comes back here.
    }
  }

  private report(type: ChangeType, object: ObjectOf<K>): void {
    if (type === 'DELETED') this.known.delete(uidOf(object))
    else this.known.set(uidOf(object), object)
    this.options.handlers.change(type, object)
  }
}

interface WatchEvent<K extends Kind> {
  type: ChangeType | 'BOOKMARK' | 'ERROR'
  object: ObjectOf<K>
}

/** The server's ERROR event, seen as the refusal that it is (isExpired and its like work on it). */
class WatchError extends Failure {
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

function parse<K extends Kind>(line: string): WatchEvent<K> | undefined {
  try {
    return JSON.parse(line) as WatchEvent<K>
  } catch {
    return undefined
  }
}

function uidOf(object: { metadata?: { uid?: string } | undefined }): string {
  return object.metadata?.uid ?? ''
}
