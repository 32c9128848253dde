/** What the checks of the preflight are given, and how they say what they found. Only shapes and words. */
import type { Fingerprint } from '../cluster/fingerprint.ts'
import type { AcquiredCluster } from '../cluster/provider.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import type { Needs, NeedsTable } from '../needs/needs.ts'
import type { Finding } from '../record.ts'
import type { Settings } from '../settings.ts'

/** A scenario that was selected, as far as the preflight cares. */
export interface Selected {
  id: string
  level: string
  tags: readonly string[]
}

export interface Inquiry {
  cluster: Cluster
  settings: Settings
  acquired: AcquiredCluster
  fingerprint: Fingerprint
  runId: string
  /** Those that the cluster's capabilities allow. */
  selected: readonly Selected[]
  table: NeedsTable
  /** Of each selected scenario that the table knows. */
  needs: ReadonlyMap<string, Needs>
  /** The given namespace, or one of the form that the run's own will have. */
  namespace: string
  signal: AbortSignal
}

/** Each looks at one thing and may come to several findings. */
export type Look = (inquiry: Inquiry) => Promise<Finding[]>

type Facts = Partial<Pick<Finding, 'fix' | 'scenarios' | 'verdict'>>
const finding =
  (outcome: Finding['outcome']) =>
  (code: string, sentence: string, facts: Facts = {}): Finding => ({
    code,
    outcome,
    sentence,
    scenarios: [],
    ...facts,
  })

export const ok = finding('ok')
export const warning = finding('warning')
export const limits = finding('limits')
export const unusable = finding('unusable')
export const unknown = finding('unknown')

export function idsOf(selected: readonly Selected[]): string[] {
  return selected.map(({ id }) => id)
}

/** Of those that have this tag. */
export function idsWith(selected: readonly Selected[], tag: string): string[] {
  return idsOf(selected.filter(({ tags }) => tags.includes(tag)))
}
