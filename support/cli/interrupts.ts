/**
 * What Ctrl+C does. Once: waits end, namespaces are removed, the reports are written. Twice: exit now.
 *
 * Cucumber's own command line dies at once and leaves its hooks out, hence runCucumber() and these handlers
 * (https://github.com/cucumber/cucumber-js/issues/2257). Worker threads get no signals: they listen to a channel.
 */
import { exitCodes, Failure } from '../failure.ts'
import { interruptChannel } from '../run-context.ts'

export interface Interrupts extends Disposable {
  /** Fires at the first signal. */
  readonly signal: AbortSignal
  readonly interrupted: boolean
}

/** A thread that begins to listen after the signal would never hear of it: it is told again and again. */
const tellEveryMs = 250

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * @param note prints one line for the person at the terminal.
 * @param remover the command that removes what an exit at once would leave.
 */
export function listenForInterrupts(
  note: (text: string) => void,
  remover = 'stateproof cleanup',
): Interrupts {
  const controller = new AbortController()
  const channel = new BroadcastChannel(interruptChannel)
  channel.unref()
  let telling: NodeJS.Timeout | undefined
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    note(`${name}: cleaning up; once more to exit at once (then run: ${remover})`)
    const tell = () => channel.postMessage(name)
    tell()
    telling = setInterval(tell, tellEveryMs).unref()
    controller.abort(new Error(`interrupted by ${name}`))
  }
  for (const name of signals) process.on(name, onSignal)
  return {
    signal: controller.signal,
    get interrupted() {
      return controller.signal.aborted
    },
    [Symbol.dispose]() {
      for (const name of signals) process.off(name, onSignal)
      clearInterval(telling)
      channel.close()
    },
  }
}

/**
 * Work on a cluster or its images that can be interrupted: what is finished stays in the cache, and the same command goes on.
 * @throws Failure `interrupted` (exit code 130) in place of whatever the interrupted step says.
 */
export async function provisionInterruptibly<T>(
  command: string,
  note: (text: string) => void,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  using interrupts = listenForInterrupts(note, 'stateproof cluster down')
  try {
    return await work(interrupts.signal)
  } catch (cause) {
    if (!interrupts.interrupted) throw cause
    throw interruptedWhileProvisioning(command, cause)
  }
}

/** @param command that goes on where it was interrupted. */
export function interruptedWhileProvisioning(command: string, cause: unknown): Failure {
  return new Failure({
    code: 'interrupted',
    what: `finish ${command}`,
    got: 'an interruption',
    hint: `what was finished is kept: say stateproof ${command} again to go on, or stateproof cluster down to stop what was started`,
    exitCode: exitCodes.interrupted,
    cause,
  })
}
