/** What is kept of Cucumber's messages once they are folded: shapes only. */
import type { Pickle } from '@cucumber/messages'
import type { FailureNote, Figure, VerdictNote } from '../record.ts'

export interface FoldedPickle extends Pick<Pickle, 'id' | 'uri' | 'name'> {
  tags: string[]
  /** Ids of its scenario in the feature. */
  nodes: readonly string[]
  steps: { id: string; text: string; node: string; table?: string[][]; block?: string }[]
}

export interface FoldedCase {
  id: string
  pickleId: string
  steps: { id: string; pickleStepId?: string }[]
}

export interface FoldedAttempt {
  startedId: string
  caseId: string
  startedAt: number
  endedAt?: number
  steps: Map<string, { status: string; seconds: number; message?: string }>
  notes: VerdictNote[]
  figures: Figure[]
  failures: FailureNote[]
  /** Something of its record cannot be read, or does not fit. */
  damaged?: true
}

/** What the messages say of the run as a whole. */
export interface FoldedRun {
  /** How many times a run begins in these messages. */
  begun: number
  /** Seconds since 1970. */
  startedAt?: number
  finishedAt?: number
  success?: boolean
  protocolVersion?: string
  /** Messages about a scenario, an attempt or a step that no message names. */
  orphans: number
}
