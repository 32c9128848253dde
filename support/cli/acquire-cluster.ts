/**
 * The cluster that a run is to run on, and what is to be known of it before the first write. What an interruption leaves
 * is told as it is: of a cluster of ours perhaps an engine and half a cluster, of one that was named nothing.
 */
import { chooseProvider } from '../cluster/provider.ts'
import { exitCodes, Failure } from '../failure.ts'
import type { Progress } from '../progress.ts'
import { clusterKindOf, type Settings } from '../settings.ts'
import { interruptedWhileProvisioning } from './interrupts.ts'
import { type Prepared, prepare } from './prepare.ts'

/** @throws Failure `interrupted` (exit code 130) in place of whatever the interrupted step says. */
export async function acquireCluster(
  settings: Settings,
  work: { progress: Progress; signal: AbortSignal },
): Promise<Prepared> {
  try {
    return await prepare(settings, await chooseProvider(settings).acquire(work))
  } catch (cause) {
    if (!work.signal.aborted) throw cause
    throw clusterKindOf(settings) === 'kind'
      ? interruptedWhileProvisioning('run', cause)
      : interruptedBeforeAnything(cause)
  }
}

/** A cluster that was named has only been read from. */
function interruptedBeforeAnything(cause: unknown): Failure {
  return new Failure({
    code: 'interrupted',
    what: 'begin the run',
    got: 'an interruption before anything was made',
    exitCode: exitCodes.interrupted,
    cause,
  })
}
