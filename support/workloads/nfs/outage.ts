/** Judges what a writer has seen while its server was away: nothing was acknowledged then, it went on, nothing is lost. */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { type Check, met, notYet } from '../../check.ts'
import { inSeconds } from '../../clock.ts'
import { gapsIn, incarnationsOf } from '../../journal/questions.ts'
import type { View } from '../../journal/view.ts'
import type { Pod } from '../../kubernetes/pods.ts'
import type { Actors } from '../actors.ts'
import { listLine, recordsIn } from '../records.ts'
import { podIsGone, podIsReady } from '../web/checks.ts'
import { assertRecordsKept } from './experiments.ts'
import { acknowledgedSince } from './writing.ts'

/** When the server was away, monotonic ms. */
export interface Outage {
  fromMs: number
  /** It was told to start again; absent while it is away. */
  untilMs?: number
}

/**
 * Acknowledgements that were on their way to us when the server went arrive within this, on a busy machine, too. Who
 * acknowledges too early does so in the rest of the outage as well.
 */
const underWayMs = 5_000
/** More than one write that was waiting. */
const goesOn = 10

/** @throws Failure `broken-promise` where a write was acknowledged, or refused, while the server was away. */
export function assertWritesStalled({ seen, figure }: Actors): void {
  const { writing, outage } = partsOf(seen)
  const { fromMs, untilMs = Number.POSITIVE_INFINITY } = outage
  const during = writing.acknowledgedAtMs.filter(atMs => atMs > fromMs + underWayMs && atMs < untilMs)
  figure({
    name: 'writes acknowledged while the server was away',
    value: during.length,
    unit: 'count',
    limit: 0,
  })
  const facts = { on: `Pod ${writing.pod}`, expected: 'no write ends before the server is back' }
  if (during.length > 0)
    throw brokenPromise({ ...facts, what: 'wait for the server', got: `${during.length} were acknowledged` })
  if (writing.failures.length > 0)
    throw brokenPromise({ ...facts, what: 'wait for the server', got: `${writing.failures[0]}` })
  if (writing.trouble !== undefined) throw writing.trouble
}

/** @throws Failure `broken-promise` where the writes did not go on within the time. */
export async function assertGoesOn({ seen, figure, scope }: Actors, withinMs: number): Promise<void> {
  const { writing, outage } = partsOf(seen)
  const sinceMs = outage.untilMs ?? scope.journal.now()
  const first = await acknowledgedSince(writing, sinceMs, withinMs, goesOn).catch((cause: unknown) => {
    throw (
      writing.trouble ??
      brokenPromise({
        what: `go on writing within ${withinMs / 1000} s`,
        on: `Pod ${writing.pod}`,
        got: 'no acknowledged writes',
        cause,
      })
    )
  })
  figure({
    name: "first write acknowledged after the server's return",
    value: inSeconds(first - sinceMs),
    unit: 's',
    limit: withinMs / 1000,
  })
}

/** Ends the writing and compares what was acknowledged with what lies on the server's own disk. */
export async function assertNothingLost(actors: Actors, claim: string): Promise<void> {
  const { nfs, seen } = actors
  const { writing } = partsOf(seen)
  await writing.stop()
  if (writing.trouble !== undefined) throw writing.trouble
  const folder = `'${nfs.directoryOf(claim)}/records'`
  assertRecordsKept(actors, recordsIn(await nfs.disk.shell(listLine(folder)), writing.pod))
}

/** @throws Failure `broken-promise` where the Pod was replaced or its container started again. */
export async function assertSameProcess(
  { scope, seen }: Pick<Actors, 'scope' | 'seen'>,
  pod: string,
): Promise<void> {
  const { journal, timeouts } = scope
  // Who has ended may have been ended: the kubelet says so once the container is gone.
  if (seen.writing?.trouble !== undefined)
    await journal.until(hasStartedAgain(pod), { withinMs: timeouts.podGone }).catch(() => undefined)
  const { entries, view } = journal
  const [gap] = gapsIn(entries, ['Pod'])
  if (gap !== undefined) throw cannotKnow({ what: `follow Pod ${pod}`, got: gap.why })
  const lives = incarnationsOf(entries, pod).length
  const restarts = restartsOf(view.get('Pod', pod))
  if (lives !== 1 || restarts !== 0)
    throw brokenPromise({
      what: 'leave the writer alone',
      on: `Pod ${pod}`,
      expected: 'one life, no restart',
      got: `${lives} lives, ${restarts} restarts`,
    })
}

/** @throws Failure `wait-timeout` where the Pod is not Ready in time; `cannot-know` where the server was back by then. */
export async function assertStartedBeside(
  { scope, seen }: Actors,
  pod: string,
  withinMs: number,
): Promise<void> {
  await scope.journal.until(podIsReady(pod), { withinMs })
  if (seen.outage === undefined || seen.outage.untilMs !== undefined)
    throw cannotKnow({ what: `judge Pod ${pod}`, got: 'the server is not away' })
}

/** @throws Failure `wait-timeout` where the Pod is still there then. */
export async function assertEnded(
  { scope, seen, figure }: Actors,
  pod: string,
  withinMs: number,
): Promise<void> {
  const { journal } = scope
  const backAtMs = partsOf(seen).outage.untilMs ?? journal.now()
  await journal.until(podIsGone(pod), { withinMs: Math.max(0, withinMs - (journal.now() - backAtMs)) })
  const gone = incarnationsOf(journal.entries, pod).at(-1)?.gone?.atMs ?? journal.now()
  figure({
    name: "Pod gone after the server's return",
    value: Math.max(0, inSeconds(gone - backAtMs)),
    unit: 's',
    limit: withinMs / 1000,
  })
}

function hasStartedAgain(name: string): Check<View> {
  return {
    what: `Pod ${name} to have been started again`,
    look(view) {
      const restarts = restartsOf(view.get('Pod', name))
      return restarts > 0 ? met(`${restarts} restarts`) : notYet('no restart')
    },
  }
}

function restartsOf(pod: Pod | undefined): number {
  return pod?.status?.containerStatuses?.reduce((sum, { restartCount }) => sum + restartCount, 0) ?? 0
}

function partsOf({ writing, outage }: Actors['seen']) {
  if (writing === undefined || outage === undefined)
    throw cannotKnow({ what: 'judge the outage', got: 'nobody wrote, or the server was not away' })
  return { writing, outage }
}
