/**
 * Why a scenario did not pass, in one sentence, with what it rests on. Only shapes.
 *
 * Knows nothing of how it is found.
 */

/** `certain`: the facts say so themselves. `likely`: they are what this cause looks like. `possible`: they allow it. */
export type Confidence = 'certain' | 'likely' | 'possible'

/** A line of `journal.ndjson`, counted from 1, or a file below the run's folder; and what stands there. */
export type Ground = { journalLine: number; what: string } | { file: string; what: string }

export interface Diagnosis {
  /** Which part broke the promise, and which facts show it. */
  sentence: string
  confidence: Confidence
  restsOn: Ground[]
}
