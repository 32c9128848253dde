/** For unit tests: the facts of a failed scenario, written short. Knows nothing of rules. */
import type { Entry, EvidenceIndex, FailureNote } from '../record.ts'
import type { Facts } from './facts.ts'
import { keepPast } from './past.ts'

export interface Story {
  /** Default: a wait for Pods that ran out. */
  failure?: FailureNote
  verdict?: Facts['verdict']
  reason?: string
  entries?: Partial<Entry>[]
  /** File → what it holds as YAML; a text is a text. */
  evidence?: Record<string, unknown>
  missing?: string[]
  /** No evidence was collected at all. */
  withoutEvidence?: boolean
  unreadable?: number
}

const waited: FailureNote = {
  code: 'wait-timeout',
  what: 'see 2 Pods of StatefulSet web to be Ready within 12 s',
  got: 'last saw web-0 Pending',
}

export function factsOf(story: Story): Facts {
  const { failure = waited, verdict = 'failed', reason = 'could not', entries = [], evidence = {} } = story
  const keeper = keepPast()
  for (const [index, entry] of entries.entries())
    keeper.add({ ...blank, seq: index + 1, atMs: index * 100, ...entry }, index + 1)
  const missing = (story.missing ?? []).map(file => ({ file, what: file, why: 'a test' }))
  const index: EvidenceIndex = {
    version: 1,
    scenario: 's',
    takenAt: 't',
    seconds: 1,
    bounds: { bytesPerFile: 1, bytes: 1, seconds: 1 },
    files: [],
    missing,
    leftOut: [],
  }
  return {
    verdict,
    reason,
    failure,
    past: keeper.past(),
    unreadable: story.unreadable ?? 0,
    shared: [],
    evidence: {
      index: story.withoutEvidence ? undefined : index,
      yaml: <T>(file: string) => (typeof evidence[file] === 'object' ? (evidence[file] as T) : undefined),
      text: file => (typeof evidence[file] === 'string' ? (evidence[file] as string) : undefined),
      path: file => `evidence/s/${file}`,
    },
  }
}

const blank: Entry = { seq: 0, atMs: 0, time: 't', scenario: 's', source: 'watch', type: 'ADDED' }

export function seen(kind: string, name: string, object: object, type = 'ADDED', uid = name): Partial<Entry> {
  return { kind, name, uid, type, object: { ...object, metadata: { name, uid, ...metadataOf(object) } } }
}

function metadataOf(object: object): object {
  return (object as { metadata?: object }).metadata ?? {}
}

export function eventOn(kind: string, name: string, reason: string, message: string): Partial<Entry> {
  const object = { reason, message, type: 'Warning', involvedObject: { kind, name } }
  return { kind: 'Event', name: `${name}.${reason}`, uid: `${name}.${reason}.${message.length}`, object }
}

export function applied(kind: string, name: string, spec: object): Partial<Entry> {
  return { source: 'note', type: 'applied', kind, name, object: { kind, metadata: { name }, spec } }
}

/** A Pod that was put on a node and is not Ready; `containers` are its statuses. */
export function pendingPod(name: string, containers: object[] = [], more: object = {}): Partial<Entry> {
  const status = {
    phase: 'Pending',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: containers,
  }
  return seen('Pod', name, { spec: { nodeName: 'n' }, status, ...more })
}

export function readyPod(name: string, spec: object = {}, uid = name): Partial<Entry> {
  const status = { phase: 'Running', podIP: '10.0.0.7', conditions: [{ type: 'Ready', status: 'True' }] }
  return seen('Pod', name, { spec, status }, 'ADDED', uid)
}
