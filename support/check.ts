/**
 * The answer of a check: met, not yet, or never. Three answers, so that a hopeless wait ends at once
 * and a wait that runs out can say what it last saw.
 *
 * Knows nothing of Kubernetes and nothing of time.
 */
export interface Met<T> {
  state: 'met'
  value: T
  /** What was seen, as a short phrase: `Running and Ready on stateproof-worker`. */
  saw: string
}

export interface NotYet {
  state: 'notYet'
  saw: string
  /** Code of the failure if patience ends on this, where the cluster is not to blame: `image-pull`. */
  code?: string
}

export interface Never {
  state: 'never'
  /** Why waiting longer cannot help: `image not found: ...`. */
  why: string
  /** Code of the failure, where it is not simply hopeless: `pods-refused`. */
  code?: string
}

export type Answer<T = void> = Met<T> | NotYet | Never

/** Something that can be looked at again and again until it holds. `Subject` is what it looks at. */
export interface Check<Subject, T = void> {
  /** What is waited for, so that "waiting for ..." reads as English: `Pod web-0 to be Ready`. */
  what: string
  look(subject: Subject): Answer<T>
}

export function met(saw: string): Met<void>
export function met<T>(saw: string, value: T): Met<T>
export function met<T>(saw: string, value?: T): Met<T | undefined> {
  return { state: 'met', saw, value }
}

export function notYet(saw: string, code?: string): NotYet {
  return { state: 'notYet', saw, ...(code !== undefined && { code }) }
}

export function never(why: string, code?: string): Never {
  return { state: 'never', why, ...(code !== undefined && { code }) }
}
