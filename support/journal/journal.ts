/**
 * What the cluster did in one namespace, in the order it did it: every change, from before the first object was made.
 * Waits, proofs of order, evidence and pictures all come from this one record.
 *
 * Knows nothing of particular workloads or scenarios.
 */
import type { Check } from '../check.ts'
import type { Clock } from '../clock.ts'
import { Failure } from '../failure.ts'
import { type Cluster, observed } from '../kubernetes/cluster.ts'
import type { Kind, ObjectOf } from '../kubernetes/kinds.ts'
import { type ChangeType, watchKind } from '../kubernetes/watch.ts'
import type { Entry, GapData } from '../record.ts'
import { createDoubts } from './doubt.ts'
import { tellingOfLastLook, tellingOfLooks } from './looks.ts'
import type { Sink } from './sink.ts'
import { type UntilOptions, waitUntil } from './until.ts'
import { createView, type View } from './view.ts'

export interface Journal {
  /** The present state of the namespace. */
  readonly view: View
  /** Everything recorded so far, in order. */
  readonly entries: readonly Entry[]
  /** Monotonic ms, on the same clock as the entries. */
  now(): number
  /**
   * Waits until the check is met; looks at once and then at every change, never on a timer.
   * @throws Failure `wait-timeout`, `wait-hopeless` (the check said never), `journal-lost` or `interrupted`.
   */
  until<T>(check: Check<View, T>, options: UntilOptions): Promise<T>
  /** Records something that no watch sees. */
  record(entry: Omit<Entry, 'seq' | 'atMs' | 'time' | 'scenario'>): Entry
  /** Calls `listener` after every entry. @returns a function that ends it. */
  onEntry(listener: (entry: Entry) => void): () => void
  /** Asks the server once more. @returns why a judgement made since then cannot be held against the cluster, if so. */
  doubtOfFailure(sinceMs: number): Promise<Failure | undefined>
  /** Asks the server once more. @returns why what was concluded so far proves nothing for the cluster, if so. */
  doubtOfPass(): Promise<Failure | undefined>
  /** Why the journal cannot be trusted any longer, if so: a watch is lost or the file cannot be written. */
  readonly trouble: Failure | undefined
  close(): void
}

export interface JournalOptions {
  cluster: Cluster
  namespace: string
  scenario: string
  sink: Sink
  clock: Clock
  /** Fires when the run is interrupted: every wait ends. */
  signal: AbortSignal
  /** Told every 15 s about a wait that goes on. */
  onWaiting?: (text: string) => void
  /** Volumes, which are for the whole cluster, may not be watched: the view has none. */
  volumesUnseen?: boolean
}

const namespacedKinds = [
  'Pod',
  'StatefulSet',
  'ControllerRevision',
  'PersistentVolumeClaim',
  'Service',
  'EndpointSlice',
  'Event',
] as const

/** Opens the journal of a namespace. Resolves when every watch is established; only then should objects be made. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { cluster, namespace, clock, signal } = options
  const ended = new AbortController()
  const recorder = createRecorder(options)
  const doubts = createDoubts(clock)
  const watch = async <K extends Kind>(
    cluster: Cluster,
    kind: K,
    scope: { namespace?: string },
    concerns: (object: ObjectOf<K>) => boolean,
  ) => {
    const handlers = {
      change: (type: ChangeType, object: ObjectOf<K>) => recorder.change(kind, type, object),
      gap: (facts: Omit<GapData, 'kind'>) => recorder.gap({ kind, ...facts }),
      outage(facts: Omit<GapData, 'kind'>) {
        doubts.outage({ kind, ...facts })
        recorder.append({ source: 'note', type: 'outage', kind, data: facts })
      },
      lost: (error: unknown) => recorder.lose(kind, error),
    }
    const facts = { kind, ...scope, clock, signal: ended.signal, handlers, concerns }
    doubts.watches(kind, await watchKind(cluster, facts))
  }
  const isOurs = ({ spec }: ObjectOf<'PersistentVolume'>) => spec?.claimRef?.namespace === namespace
  try {
    await Promise.all([
      ...namespacedKinds.map(kind => watch(cluster, kind, { namespace }, () => true)),
      // Watched for every scenario, needed only by those that look at them.
      ...(options.volumesUnseen ? [] : [watch(observed(cluster), 'PersistentVolume', {}, isOurs)]),
    ])
  } catch (error) {
    ended.abort()
    throw error
  }
  const view = tellingOfLooks(recorder.view, tellOfVolumes(cluster, options.volumesUnseen ?? false))
  return {
    view: tellingOfLooks(view, doubts.looked),
    entries: recorder.entries,
    now: () => clock.monotonicMs(),
    record: recorder.append,
    onEntry: recorder.onEntry,
    until: (check, until) =>
      waitUntil(
        {
          ...recorder,
          view,
          clock,
          signal,
          doubt: doubts.ofWait,
          ...(options.onWaiting && { onWaiting: options.onWaiting }),
        },
        tellingOfLastLook(check, doubts.looked),
        until,
      ),
    doubtOfFailure: doubts.ofFailure,
    doubtOfPass: doubts.ofPass,
    get trouble() {
      return recorder.trouble()
    },
    close: () => ended.abort(),
  }
}

/** Whoever looks at volumes uses the right to watch them; without it, that none is seen must not be taken for an answer. */
function tellOfVolumes({ onUse }: Cluster, unseen: boolean): (kind: Kind) => void {
  return kind => {
    if (kind !== 'PersistentVolume') return
    if (unseen)
      throw new Failure({
        code: 'cannot-know',
        what: 'look at volumes',
        expected: 'the right to list and watch persistentvolumes',
        got: 'none',
      })
    for (const verb of ['list', 'watch']) onUse?.({ verb, group: '', resource: 'persistentvolumes' })
  }
}

/** The entries, the view that follows from them, and those who listen. */
export type Recorder = ReturnType<typeof createRecorder>

function createRecorder({ scenario, sink, clock }: JournalOptions) {
  const entries: Entry[] = []
  const listeners = new Set<(entry: Entry) => void>()
  const view = createView()
  let lost: Failure | undefined
  const append: Journal['record'] = facts => {
    const entry = {
      seq: entries.length + 1,
      atMs: clock.monotonicMs(),
      time: clock.now().toISOString(),
      scenario,
      ...facts,
    }
    entries.push(entry)
    sink.append(entry)
    for (const listener of [...listeners]) listener(entry)
    return entry
  }
  return {
    entries,
    view,
    append,
    trouble: () => lost ?? sink.failure,
    onEntry(listener: (entry: Entry) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    change(kind: Kind, type: ChangeType, object: ObjectOf<Kind>) {
      if (type === 'DELETED') view.remove(kind, object)
      else view.set(kind, object)
      append({ source: 'watch', type, kind, ...identityOf(object), object: withoutManagedFields(object) })
    },
    gap(data: GapData) {
      append({ source: 'gap', type: 'missed', kind: data.kind, data })
    },
    lose(kind: Kind, cause: unknown) {
      lost ??= new Failure({
        code: 'journal-lost',
        what: `keep watching ${kind}s`,
        got: cause instanceof Error ? cause.message : String(cause),
        cause,
      })
      append({ source: 'gap', type: 'lost', kind, data: { why: lost.message } })
    },
  }
}

function identityOf({
  metadata,
}: ObjectOf<Kind>): Pick<Entry, 'namespace' | 'name' | 'uid' | 'resourceVersion'> {
  const { namespace, name, uid, resourceVersion } = metadata ?? {}
  return {
    ...(namespace && { namespace }),
    ...(name && { name }),
    ...(uid && { uid }),
    ...(resourceVersion && { resourceVersion }),
  }
}

/** Who set which field is most of an object's bytes and says nothing about what happened. */
function withoutManagedFields(object: ObjectOf<Kind>): ObjectOf<Kind> {
  if (object.metadata?.managedFields !== undefined) delete object.metadata.managedFields
  return object
}
