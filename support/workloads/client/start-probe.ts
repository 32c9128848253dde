/** Begins a probe that asks every DNS replica all the time, and waits until each knows the names. */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Scope } from '../../scope.ts'
import type { Actors, DnsProbe } from '../actors.ts'
import type { Asking } from './asking.ts'
import type { DnsAnswer } from './dns-answers.ts'
import { recordChange, recordEnd } from './dns-journal.ts'
import { requireReplica } from './judge-answers.ts'
import { firstAnswerWithinMs, lateMs, paceMs } from './limits.ts'
import { isNobodyThere } from './missing-replicas.ts'
import { headless } from './names.ts'
import { untilPublished } from './published.ts'

/**
 * Asks every DNS replica all the time; only changes are journalled, all answers are kept. Returns once each replica has
 * given an address for each name: what it answers after a disruption means something only if it knew the name before.
 * @throws Failure `broken-promise` where one does not within the limit, `cannot-know` where it is asked no longer, or
 *   where it came so late that a cache which our own first question filled may be the reason.
 */
export async function startProbe(actors: Actors, names: string[]): Promise<DnsProbe> {
  const { client, scope } = actors
  const answers: DnsAnswer[] = []
  const last = new Map<string, string>()
  await untilPublished(actors, headless)
  const begun = await onceSomebodyIsThere(scope, () =>
    client.keepAsking(names, answer => {
      answers.push(answer)
      recordChange(scope.journal, answer, last)
    }),
  )
  const asking = withEnd(begun, names, scope.journal)
  const probe = { answers, asking }
  try {
    await untilAllKnow(actors, probe, names)
  } catch (error) {
    await asking.stop()
    throw error
  }
  return probe
}

async function onceSomebodyIsThere<T>({ journal, signal }: Scope, begin: () => Promise<T>): Promise<T> {
  for (const limitMs = journal.now() + firstAnswerWithinMs; ; await systemClock.sleep(paceMs, signal))
    try {
      return await begin()
    } catch (error) {
      if (!isNobodyThere(error) || journal.now() > limitMs) throw error
    }
}

async function untilAllKnow(actors: Actors, { answers, asking }: DnsProbe, names: string[]): Promise<void> {
  const { journal, signal } = actors.scope
  const pairs = asking.servers.flatMap(server => names.map(name => ({ server, name })))
  const isKnown = (pair: (typeof pairs)[number]) =>
    answers.some(
      ({ server, name, values }) => server === pair.server && name === pair.name && values.length > 0,
    )
  const limitMs = journal.now() + firstAnswerWithinMs
  for (;;) {
    const nowMs = journal.now()
    const missing = pairs.find(pair => !isKnown(pair))
    if (missing === undefined && nowMs <= limitMs) return
    if (asking.trouble !== undefined) throw asking.trouble
    if (missing === undefined) throw tooLate()
    if (nowMs > limitMs + lateMs) {
      await requireReplica(actors, missing.server)
      throw unresolved(missing)
    }
    await systemClock.sleep(paceMs, signal)
  }
}

const expected = `an address within ${firstAnswerWithinMs / 1000} s`

function unresolved({ server, name }: { server: string; name: string }) {
  return brokenPromise({ what: `resolve ${name}`, on: `DNS replica ${server}`, expected, got: 'none' })
}

function tooLate() {
  return cannotKnow({ what: 'resolve the name of each Pod', expected, got: 'the last one a moment later' })
}

/** The same, and its end is journalled. */
function withEnd(asking: Asking, names: string[], journal: Journal): Asking {
  let ended: Promise<void> | undefined
  const stop = async () => {
    await asking.stop()
    recordEnd(
      journal,
      asking.servers.flatMap(server => names.map(name => ({ server, name }))),
    )
  }
  return {
    servers: asking.servers,
    get trouble() {
      return asking.trouble
    },
    stop() {
      ended ??= stop()
      return ended
    },
  }
}
