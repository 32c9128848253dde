/**
 * The one shape of an error that a person is meant to read: what failed, on which object,
 * what was expected, what was seen instead, and what to do about it.
 *
 * Knows nothing of Kubernetes, Docker or the command line. Code branches on `code`, never on the text.
 */

/** Exit codes of the command line; the table is part of the contract (see README). */
export const exitCodes = {
  accepted: 0,
  failed: 1,
  usage: 2,
  environment: 3,
  inconclusive: 4,
  nothingRan: 5,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export interface FailureFacts {
  /** Stable, kebab-case, for programs: `engine-missing`, `image-pull`, `wait-timeout`. */
  code: string
  /** What was attempted, as a verb phrase: `start the Docker engine`. */
  what: string
  /** The object it was attempted on: `Pod web-0`, a path, an address. */
  on?: string
  expected?: string
  got?: string
  /** Facts that stand in the way of what was waited for, one line each. */
  blockedBy?: string[]
  /** One sentence: what the reader can do about it. */
  hint?: string
  /** Exit code of the process if this error ends it. Default: environment not usable (3). */
  exitCode?: ExitCode
  cause?: unknown
}

export class Failure extends Error {
  readonly code: string
  readonly facts: FailureFacts
  readonly exitCode: ExitCode

  constructor(facts: FailureFacts) {
    super(sentence(facts), facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = 'Failure'
    this.code = facts.code
    this.facts = facts
    this.exitCode = facts.exitCode ?? exitCodes.environment
  }
}

function sentence({ what, on, expected, got, blockedBy, hint }: FailureFacts): string {
  const subject = on === undefined ? what : `${what} (${on})`
  const contrast = [expected && `expected ${expected}`, got && `got ${got}`].filter(Boolean).join(', ')
  const blocked = blockedBy?.length ? `; ${blockedBy.join('; ')}` : ''
  return [`could not ${subject}`, contrast && `: ${contrast}`, blocked, hint && `; ${hint}`]
    .filter(Boolean)
    .join('')
}

/** Short text of anything that was thrown, for one line on a terminal or in a report. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
