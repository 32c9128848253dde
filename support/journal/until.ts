/**
 * Waiting on the journal: a check is looked at when it begins and whenever something is recorded. It ends at once when
 * it is met or hopeless, and a time-out says what was last seen and what blocks it. A time-out is the cluster's only if
 * the server, asked once more, shows what the journal shows.
 *
 * Knows nothing of what the check looks at.
 */
import { type Check, type Never, type NotYet, notYet } from '../check.ts'
import type { Clock } from '../clock.ts'
import { exitCodes, Failure, messageOf } from '../failure.ts'
import { speakEveryMs } from '../timeouts.ts'
import { blockersIn } from './blockers.ts'
import type { Recorder } from './journal.ts'
import type { View } from './view.ts'

export interface UntilOptions {
  withinMs: number
}

interface WaitContext extends Pick<Recorder, 'onEntry' | 'append' | 'trouble'> {
  view: View
  clock: Clock
  signal: AbortSignal
  /** Why the journal cannot be held against the cluster since then, if so. */
  doubt(sinceMs: number): Promise<Failure | undefined>
  onWaiting?: (text: string) => void
}

export function waitUntil<T>(
  context: WaitContext,
  check: Check<View, T>,
  { withinMs }: UntilOptions,
): Promise<T> {
  const { view, onEntry, append, clock, signal, onWaiting } = context
  const begunMs = clock.monotonicMs()
  let last: NotYet = notYet('nothing yet')
  return new Promise<T>((resolve, reject) => {
    const end = (finish: () => void) => {
      stopListening()
      clearTimeout(deadline)
      clearInterval(speaking)
      signal.removeEventListener('abort', interrupt)
      finish()
    }
    const fail = (failure: Failure) => end(() => reject(failure))
    const look = () => {
      const trouble = context.trouble()
      if (trouble !== undefined) return fail(trouble)
      const answer = attemptLook(check, view)
      if (answer instanceof Failure) return fail(answer)
      if (answer.state === 'met') return end(() => resolve(answer.value))
      if (answer.state === 'never') return fail(hopeless(check.what, answer))
      last = answer
    }
    const speak = () => {
      const seconds = Math.round((clock.monotonicMs() - begunMs) / 1000)
      const text = `waiting ${seconds}s/${Math.round(withinMs / 1000)}s for ${check.what}: last saw ${last.saw}`
      onWaiting?.(text)
      append({
        source: 'wait',
        type: 'waiting',
        data: { what: check.what, saw: last.saw, waitedMs: seconds * 1000, withinMs },
      })
    }
    // Patience is over. Before the cluster is blamed, the server is asked once more; what comes meanwhile counts.
    const runOut = async () => {
      const doubt = await context.doubt(begunMs).catch(asFailure)
      fail(doubt ?? timedOut(check.what, withinMs, last, view))
    }
    const interrupt = () => fail(interrupted(check.what, signal.reason))
    const stopListening = onEntry(({ source }) => source !== 'wait' && look())
    const deadline = setTimeout(() => void runOut(), withinMs)
    const speaking = setInterval(speak, speakEveryMs)
    signal.addEventListener('abort', interrupt)
    if (signal.aborted) interrupt()
    else look()
  })
}

/** A check that throws is a fault of ours, never an answer. */
function attemptLook<T>(check: Check<View, T>, view: View) {
  try {
    return check.look(view)
  } catch (cause) {
    return new Failure({ code: 'check-broken', what: `look for ${check.what}`, got: messageOf(cause), cause })
  }
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  return new Failure({ code: 'cannot-know', what: 'ask the server once more', got: messageOf(error) })
}

function timedOut(what: string, withinMs: number, { saw, code }: NotYet, view: View): Failure {
  const blockedBy = blockersIn(view)
  return new Failure({
    code: code ?? 'wait-timeout',
    what: `see ${what} within ${withinMs / 1000} s`,
    got: `last saw ${saw}`,
    blockedBy,
    exitCode: exitCodes.failed,
  })
}

function hopeless(what: string, { why, code: known }: Never): Failure {
  const code = known ?? (why.startsWith('image cannot be pulled') ? 'image-pull' : 'wait-hopeless')
  return new Failure({ code, what: `see ${what}`, got: why, exitCode: exitCodes.failed })
}

function interrupted(what: string, reason: unknown): Failure {
  return new Failure({
    code: 'interrupted',
    what: `wait for ${what}`,
    got: messageOf(reason),
    exitCode: exitCodes.interrupted,
  })
}
