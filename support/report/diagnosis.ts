/**
 * The shapes of what explains a run beside its verdicts, as the report shows them: which part broke its promise and which
 * facts show it, and what was hidden in the evidence. Absent where nobody said it.
 */

export interface Diagnosis {
  /** One sentence. */
  sentence: string
  confidence: 'certain' | 'likely' | 'possible'
  /** Evidence files (as the scenario lists them) or lines of the journal, as a person can look them up. */
  restsOn: string[]
}

export interface Redaction {
  /** As a person reads it: `password in a URL`. */
  rule: string
  /** Evidence file, relative to the run's folder. */
  path: string
  count: number
}
