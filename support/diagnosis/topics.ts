/**
 * Which kind of promise a failure is about, from what was attempted. The one place where that text is read; a test finds
 * each broken promise of the workloads here.
 *
 * Pure; knows nothing of rules.
 */
import type { FailureNote } from '../record.ts'

export type Topic =
  /** Pods that were to be Ready, or to be there. */
  | 'ready'
  /** Pods that were to be gone. */
  | 'gone'
  | 'claim'
  | 'order'
  | 'dns'
  | 'requests'
  | 'identity'
  /** When writes and locks are granted, and whether the writer goes on. */
  | 'writing'
  /** What lies in a volume. */
  | 'content'
  /** Which volume a claim or a Pod has. */
  | 'volume'
  | 'elasticsearch'
  | 'documents'
  /** The harness could not do its part. */
  | 'harness'
  | 'other'

const patterns: readonly [Topic, RegExp][] = [
  ['order', /in order|hold back Pod|hold Pod|one after/],
  ['dns', /\bresolve\b|follow the Pods|replicas of the cluster DNS|DNS|SRV|know (?:each|every) name/],
  ['requests', /spread the requests|answer every request|requests|address of its own|Service an address/],
  ['identity', /names? (?:of the Pods|everywhere)|identity|hostname/],
  ['documents', /acknowledged document|documents/],
  [
    'elasticsearch',
    /green|master|Elasticsearch|node state|create an index|one cluster|cluster state|^set |limit of its own/,
  ],
  ['writing', /\block\b|wait for the server|go on writing|leave the writer alone/],
  ['claim', /^stay Pending|^name the cause/],
  ['volume', /claim|volume|storage class|NFS server|directory|beside the volume|reclaim/],
  ['content', /line|file|bytes|content|modes|symbolic link|record|versions/],
]
const waits: readonly [Topic, RegExp][] = [
  ['gone', /to be gone/],
  ['claim', /PersistentVolumeClaim|the claims/],
  ['ready', /Pod|StatefulSet/],
]

/** A wait that ran out, and what kept it from ending well. */
const waitCodes = new Set(['wait-timeout', 'wait-hopeless', 'image-pull', 'no-room', 'pods-refused'])

export function topicOf(failure: FailureNote | undefined): Topic {
  if (failure === undefined) return 'other'
  const { code, what } = failure
  if (waitCodes.has(code)) return waits.find(([, pattern]) => pattern.test(what))?.[0] ?? 'ready'
  if (code === 'command-in-pod') return 'content'
  if (code === 'dns-down') return 'dns'
  if (code === 'broken-promise') return patterns.find(([, pattern]) => pattern.test(what))?.[0] ?? 'other'
  return 'harness'
}
