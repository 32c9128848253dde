/**
 * The shapes of what explains a run beside its verdicts, as the report shows them: which part broke its promise and which
 * facts show it, and what was hidden in the record. Absent where nobody said it.
 */

/** A line of `journal.ndjson`, counted from 1, or a file below the run's folder; and what stands there. */
export type Ground = { journalLine: number; what: string } | { file: string; what: string }

export interface Diagnosis {
  /** One sentence. */
  sentence: string
  /** `certain`: the facts say so themselves. `likely`: they look like it. `possible`: they allow it. */
  confidence: 'certain' | 'likely' | 'possible'
  restsOn: Ground[]
}

/** What was taken out of a file of the run, from the marks that stand in its place; never the value. */
export interface RedactionLine {
  /** From the run's folder. */
  file: string
  /** `password`, `token`. */
  kind: string
  count: number
  /** Of the record: the first lines in which they are, counted from 1. */
  lines?: number[]
}
