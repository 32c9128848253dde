/**
 * A resumable watch of one kind: lists, then watches from the list's resourceVersion, and goes on from the last version
 * it saw whenever the connection ends. Where the server no longer has that version (410), it lists anew, works out
 * what changed, and reports a gap: in between, something may have come and gone unseen.
 *
 * Own instead of client-node's Watch, which gives up after 30 s of silence and ignores what it cannot parse; its
 * informer does not tell its user about gaps. Knows nothing of journals.
 */
import type { Clock } from '../clock.ts'
import { messageOf } from '../failure.ts'
import type { Cluster } from './cluster.ts'
import { collectionPath, type Kind, type ObjectOf } from './kinds.ts'
import { listObjects, type ObjectList } from './objects.ts'
import { isExpired, isForbidden, isNotFound, streamLines } from './request.ts'
import { briefMs, openAbsence } from './watch-absence.ts'
import { type ChangeType, parseEvent, uidOf, versionOf, WatchError, type WatchEvent } from './watch-event.ts'
import { type Lag, openLag } from './watch-lag.ts'

export type { ChangeType } from './watch-event.ts'
export type { Lag } from './watch-lag.ts'

export interface WatchHandlers<K extends Kind> {
  change(type: ChangeType, object: ObjectOf<K>): void
  /** Changes between the two monotonic times may have been missed. */
  gap(facts: { fromMs: number; untilMs: number; why: string }): void
  /** The server could not be watched between the two monotonic times. Nothing was missed. */
  outage?(facts: { fromMs: number; untilMs: number; why: string }): void
  /** The watch cannot be kept; nothing more will come. */
  lost(error: unknown): void
}

export interface Watch {
  /**
   * Asks the server for a list, and how far the watch was behind it. A connection that was cut without a word (a machine
   * that slept, a firewall) is silent for ever.
   * @throws Failure as a request does, when the server does not answer.
   */
  lag(): Promise<Lag>
  /** Since when nothing can be told, in monotonic ms: there is no stream, or none that lasts. */
  readonly awaySinceMs: number | undefined
}

export interface WatchOptions<K extends Kind> {
  kind: K
  namespace?: string
  clock: Clock
  signal: AbortSignal
  handlers: WatchHandlers<K>
  /** Which objects are told and asked for; the others are known of and no more. Default: all. */
  concerns?: (object: ObjectOf<K>) => boolean
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
export async function watchKind<K extends Kind>(cluster: Cluster, options: WatchOptions<K>): Promise<Watch> {
  const watch = new KindWatch(cluster, options)
  if (options.resourceVersion === undefined) watch.take(await watch.list())
  void watch.run()
  return watch
}

class KindWatch<K extends Kind> implements Watch {
  private readonly cluster: Cluster
  private readonly options: WatchOptions<K>
  private readonly known = new Map<string, ObjectOf<K>>()
  private absence: ReturnType<typeof openAbsence>
  private readonly lags = openLag()
  private resourceVersion: string
  /** When the server last said anything; a gap can only begin there. */
  private lastHeardMs: number
  /** Since when no stream could be opened, if that is so. */
  private failingSinceMs: number | undefined

  constructor(cluster: Cluster, options: WatchOptions<K>) {
    this.cluster = cluster
    this.options = options
    this.resourceVersion = options.resourceVersion ?? ''
    this.lastHeardMs = options.clock.monotonicMs()
    this.absence = openAbsence(options.clock)
  }

  get awaySinceMs(): number | undefined {
    return this.absence.sinceMs
  }

  list(): Promise<ObjectList<K>> {
    const { kind, namespace, signal } = this.options
    return listObjects(this.cluster, kind, { signal, ...(namespace && { namespace }) })
  }

  /** Reports what differs from what is known; what is gone first, since another of its name may have come. */
  take({ items, resourceVersion }: ObjectList<K>): void {
    const there = new Set(items.map(uidOf))
    for (const object of [...this.known.values()])
      if (!there.has(uidOf(object))) this.report('DELETED', object)
    for (const object of items) {
      const before = this.known.get(uidOf(object))
      if (before === undefined) this.report('ADDED', object)
      else if (versionOf(before) !== versionOf(object)) this.report('MODIFIED', object)
    }
    this.resourceVersion = resourceVersion
    this.lastHeardMs = this.options.clock.monotonicMs()
  }

  lag(): Promise<Lag> {
    const concerns = this.options.concerns ?? (() => true)
    const versions = (objects: Iterable<ObjectOf<K>>) =>
      new Map([...objects].filter(concerns).map(object => [uidOf(object), versionOf(object)]))
    return this.lags.measure({
      known: versions(this.known.values()),
      shown: async () => versions((await this.list()).items),
      pause: ms => this.options.clock.sleep(ms, this.options.signal),
    })
  }

  /** Watches until the signal fires or the watch is lost. */
  async run(): Promise<void> {
    const { signal, clock } = this.options
    // The list has told what there was until now.
    this.absence = openAbsence(clock)
    let pauseMs = 0
    while (!signal.aborted) {
      const heardBefore = this.lastHeardMs
      const failure = await this.follow().catch((error: unknown) => error)
      if (signal.aborted) return
      const lived = this.absence.begin(failure === undefined ? 'the connection ended' : messageOf(failure))
      if (failure !== undefined && (await this.isLostBy(failure))) return
      // A stream that lasted or told something has ended as streams do; one that did neither is not asked for at once.
      const hasLived = lived || this.lastHeardMs > heardBefore
      pauseMs =
        hasLived && this.failingSinceMs === undefined
          ? 0
          : Math.min(longestPauseMs, Math.max(50, pauseMs * 2))
      if (pauseMs > 0) await clock.sleep(pauseMs, signal).catch(() => undefined)
    }
  }

  private async follow(): Promise<void> {
    const { kind, namespace, signal, timeoutSeconds, clock } = this.options
    const request = {
      method: 'GET' as const,
      path: collectionPath(kind, namespace),
      query: {
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: this.resourceVersion,
        timeoutSeconds,
      },
      what: `watch ${kind}s`,
      signal,
      onOpen: () => this.endAbsence(),
    }
    for await (const line of streamLines(this.cluster, request)) {
      // A connection that is cut in the middle of a line leaves half of it; the rest comes after resuming.
      const event = parseEvent<K>(line)
      if (event === undefined) return
      this.lastHeardMs = clock.monotonicMs()
      this.absence.told()
      this.handle(event)
    }
  }

  private handle({ type, object }: WatchEvent<K>): void {
    if (type === 'ERROR') throw new WatchError(object)
    this.resourceVersion = versionOf(object) || this.resourceVersion
    if (type !== 'BOOKMARK') this.report(type, object)
  }

  /** What follows from an error: a new list, another try, or, as the answer says, the end. */
  private async isLostBy(error: unknown): Promise<boolean> {
    const { clock, handlers } = this.options
    const reason = isExpired(error) ? await this.listAnew() : error
    if (reason === undefined) return false
    this.failingSinceMs ??= clock.monotonicMs()
    const isHopeless = isForbidden(reason) || isNotFound(reason)
    if (!isHopeless && clock.monotonicMs() - this.failingSinceMs <= giveUpAfterMs) return false
    handlers.lost(reason)
    return true
  }

  /** @returns why it could not be listed, if so: the next round is told again that its version is too old. */
  private async listAnew(): Promise<unknown> {
    const { handlers, clock } = this.options
    const fromMs = this.lastHeardMs
    try {
      const list = await this.list()
      // Before the changes: whoever is woken by them must know that there may have been others.
      const why = 'the server no longer had the version to go on from'
      handlers.gap({ fromMs, untilMs: clock.monotonicMs(), why })
      this.take(list)
    } catch (error) {
      return error
    }
  }

  private endAbsence(): void {
    const absence = this.absence.end()
    this.failingSinceMs = undefined
    if (absence.untilMs - absence.fromMs > briefMs) this.options.handlers.outage?.(absence)
  }

  private report(type: ChangeType, object: ObjectOf<K>): void {
    if (type === 'DELETED') this.known.delete(uidOf(object))
    else this.known.set(uidOf(object), object)
    this.lags.told(uidOf(object))
    if (this.options.concerns?.(object) ?? true) this.options.handlers.change(type, object)
  }
}
