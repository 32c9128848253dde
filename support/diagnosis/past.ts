/**
 * The past of one scenario as the rules look at it: folded from the lines of the journal, up to the moment at which a
 * step failed. What came after is clean-up and explains nothing.
 *
 * Keeps the first and the last state of each object, so that a long journal stays small. Pure; knows nothing of files.
 */
import type { Entry } from '../record.ts'
import type {
  Claim,
  ControllerRevision,
  KubernetesObject,
  PersistentVolume,
  Pod,
  StatefulSet,
} from './objects.ts'

/** Something that stands in a line of the journal. */
export interface Told<T> {
  line: number
  value: T
}

/** One object from its creation to its end. */
export interface Life<T = KubernetesObject> {
  kind: string
  name: string
  uid: string
  first: Told<T>
  last: Told<T>
  gone?: number
}

export interface EventFact {
  reason: string
  message: string
  kind: string
  name: string
}

export interface Past {
  /** Every object that was seen, in the order of creation. */
  readonly lives: readonly Life[]
  /** Manifests as they were sent. */
  readonly applied: readonly Told<KubernetesObject>[]
  /** The last of each reason and object, oldest first. */
  readonly events: readonly Told<EventFact>[]
  /** What the journal may have missed, and when the server was away. */
  readonly gaps: readonly Told<string>[]
  /** Faults that were injected and not healed. */
  readonly faults: readonly Told<string>[]
  /** Faults that were healed before the step failed, in the order of their injection. */
  readonly healedFaults: readonly Told<string>[]
  /** The step that failed. */
  readonly failedStep?: Told<string>
}

export interface PastKeeper {
  add(entry: Entry, line: number): void
  past(): Past
}

export function keepPast(): PastKeeper {
  const lives = new Map<string, Life>()
  const applied: Told<KubernetesObject>[] = []
  const events = new Map<string, Told<EventFact>>()
  const gaps: Told<string>[] = []
  const faults = new Map<string, Told<string>>()
  const healedFaults: Told<string>[] = []
  let failedStep: Told<string> | undefined
  const takers: Partial<Record<Entry['source'], (entry: Entry, line: number) => void>> = {
    watch(entry, line) {
      if (entry.kind === 'Event') {
        const fact = eventOf(entry)
        const key = `${fact.kind}/${fact.name}/${fact.reason}/${fact.message.slice(0, 80)}`
        events.delete(key)
        if (entry.type !== 'DELETED') events.set(key, { line, value: fact })
      } else if (entry.object !== undefined) live(lives, entry, line)
    },
    note(entry, line) {
      if (entry.type === 'applied') applied.push({ line, value: (entry.object ?? {}) as KubernetesObject })
      if (entry.type === 'outage') gaps.push({ line, value: `the API server was away: ${whyOf(entry)}` })
    },
    gap: (entry, line) =>
      void gaps.push({ line, value: `changes of ${entry.kind}s may have been missed: ${whyOf(entry)}` }),
    fault(entry, line) {
      const healed = faults.get(entry.name ?? '')
      if (entry.type === 'healed' && healed !== undefined) healedFaults.push(healed)
      faults.delete(entry.name ?? '')
      if (entry.type === 'injected') faults.set(entry.name ?? '', { line, value: entry.name ?? '' })
    },
    step(entry, line) {
      const status = (entry.data as { status?: string } | undefined)?.status
      if (entry.type === 'ended' && status === 'FAILED') failedStep = { line, value: entry.name ?? '' }
    },
  }
  return {
    add(entry, line) {
      if (failedStep === undefined) takers[entry.source]?.(entry, line)
    },
    past: () => ({
      lives: [...lives.values()],
      applied,
      events: [...events.values()],
      gaps,
      faults: [...faults.values()],
      healedFaults,
      ...(failedStep && { failedStep }),
    }),
  }
}

function live(lives: Map<string, Life>, entry: Entry, line: number): void {
  const key = `${entry.kind}/${entry.uid ?? entry.name}`
  const state = { line, value: entry.object as KubernetesObject }
  const life = lives.get(key) ?? {
    kind: entry.kind ?? '',
    name: entry.name ?? '',
    uid: entry.uid ?? '',
    first: state,
    last: state,
  }
  life.last = state
  if (entry.type === 'DELETED') life.gone ??= line
  lives.set(key, life)
}

function eventOf(entry: Entry): EventFact {
  const { reason, message, involvedObject } = (entry.object ?? {}) as {
    reason?: string
    message?: string
    involvedObject?: { kind?: string; name?: string }
  }
  return {
    reason: reason ?? '',
    message: (message ?? '').trim().replaceAll('\n', ' '),
    kind: involvedObject?.kind ?? '',
    name: involvedObject?.name ?? '',
  }
}

function whyOf({ data }: Entry): string {
  return (data as { why?: string } | undefined)?.why ?? 'no reason was noted'
}

interface KindShapes {
  Pod: Pod
  PersistentVolumeClaim: Claim
  PersistentVolume: PersistentVolume
  StatefulSet: StatefulSet
  ControllerRevision: ControllerRevision
}

/** Every life of objects of this kind, oldest first. */
export function livesOf<K extends keyof KindShapes>({ lives }: Past, kind: K): Life<KindShapes[K]>[] {
  return lives.filter(life => life.kind === kind) as Life<KindShapes[K]>[]
}

/** Those that were there when the step failed. */
export function presentOf<K extends keyof KindShapes>(past: Past, kind: K): Life<KindShapes[K]>[] {
  return livesOf(past, kind).filter(({ gone }) => gone === undefined)
}

/** Events about an object whose reason or message matches, newest first. */
export function eventsAbout(past: Past, kind: string, name: string, pattern: RegExp): Told<EventFact>[] {
  return past.events
    .filter(({ value }) => value.kind === kind && value.name === name)
    .filter(({ value }) => pattern.test(`${value.reason}: ${value.message}`))
    .toReversed()
}
