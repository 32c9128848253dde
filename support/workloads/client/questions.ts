/**
 * Asks until there is an answer, or a right one, within a limit. What has no watch is asked at a fixed pace, and every
 * change of an answer is journalled.
 *
 * Returns the last answers, right or wrong; the judges judge.
 */
import { brokenPromise } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import type { Actors, DnsProbe } from '../actors.ts'
import type { Asking } from './asking.ts'
import type { DnsAnswer } from './dns-answers.ts'
import { serviceName } from './names.ts'

/** The design's pace for what has no watch. */
const paceMs = 100
/**
 * A Pod that is Ready is not in DNS at the same instant: the EndpointSlice, then the DNS server's watch must follow.
 * The same limit as for a changed address, stated in features/identity/dns.feature.
 */
const firstAnswerWithinMs = 30_000

/** Asks again while some name has no answer at all; a wrong answer is returned as it is. */
export async function askUntilAnswered(
  actors: Actors,
  ask: () => Promise<DnsAnswer[]>,
): Promise<DnsAnswer[]> {
  return askUntil(
    actors,
    ask,
    answers => answers.every(({ values }) => values.length > 0),
    firstAnswerWithinMs,
  )
}

export interface ServiceQuestion {
  service: string
  addresses: string[]
  seconds: number
}

/** Asks every replica for a Service's addresses until each gives exactly these, or the time is over. */
export async function askForServiceUntil(
  actors: Actors,
  { service, addresses, seconds }: ServiceQuestion,
): Promise<DnsAnswer[]> {
  const name = await serviceName(actors, service)
  const begunMs = actors.scope.journal.now()
  const wanted = addresses.toSorted().join()
  const isRight = (answers: DnsAnswer[]) => answers.every(({ values }) => values.toSorted().join() === wanted)
  const answers = await askUntil(
    actors,
    () => actors.client.askEveryReplica([name], 'address'),
    isRight,
    seconds * 1000,
  )
  actors.figure({
    name: `every DNS replica gave the right addresses of ${service}`,
    value: round((actors.scope.journal.now() - begunMs) / 1000),
    unit: 's',
    limit: seconds,
    fromMs: begunMs,
  })
  return answers
}

/** Sends one request again and again until it is answered, and then the others. */
export async function requestOnceReachable(
  { client, scope }: Actors,
  url: string,
  count: number,
): Promise<(string | undefined)[]> {
  await client.requestUntilAnswered(url)
  const responses = await client.request(url, count)
  scope.journal.record({ source: 'probe', type: 'http', name: url, data: { responses } })
  return responses
}

/**
 * Asks every DNS replica all the time; only changes are journalled, all answers are kept. Returns once each replica has
 * given an address for each name: what it answers after a disruption means something only if it knew the name before.
 * @throws Failure `broken-promise` where one does not within the limit, `cannot-know` where it is asked no longer.
 */
export async function startProbe({ client, scope }: Actors, names: string[]): Promise<DnsProbe> {
  const answers: DnsAnswer[] = []
  const last = new Map<string, string>()
  const begun = await client.keepAsking(names, answer => {
    answers.push(answer)
    recordChange(scope.journal, answer, last)
  })
  const asking = withEnd(begun, names, scope.journal)
  const probe = { answers, asking }
  try {
    await untilAllKnow(scope, probe, names)
  } catch (error) {
    await asking.stop()
    throw error
  }
  return probe
}

async function untilAllKnow(
  { journal, signal }: Actors['scope'],
  { answers, asking }: DnsProbe,
  names: string[],
): Promise<void> {
  const pairs = asking.servers.flatMap(server => names.map(name => ({ server, name })))
  const isKnown = (pair: (typeof pairs)[number]) =>
    answers.some(
      ({ server, name, values }) => server === pair.server && name === pair.name && values.length > 0,
    )
  for (const deadline = journal.now() + firstAnswerWithinMs; ; await systemClock.sleep(paceMs, signal)) {
    const missing = pairs.find(pair => !isKnown(pair))
    if (missing === undefined) return
    if (asking.trouble !== undefined) throw asking.trouble
    if (journal.now() > deadline)
      throw brokenPromise({
        what: `resolve ${missing.name}`,
        on: `DNS replica ${missing.server}`,
        expected: `an address within ${firstAnswerWithinMs / 1000} s`,
        got: 'none',
      })
  }
}

async function askUntil(
  { scope }: Actors,
  ask: () => Promise<DnsAnswer[]>,
  enough: (answers: DnsAnswer[]) => boolean,
  withinMs: number,
): Promise<DnsAnswer[]> {
  const last = new Map<string, string>()
  for (const deadline = scope.journal.now() + withinMs; ; await systemClock.sleep(paceMs, scope.signal)) {
    const answers = await ask()
    for (const answer of answers) recordChange(scope.journal, answer, last)
    if (!enough(answers) && scope.journal.now() <= deadline) continue
    recordEnd(scope.journal, answers)
    return answers
  }
}

/** From then on nobody asks: the last answer says nothing of what follows. */
function recordEnd(journal: Actors['scope']['journal'], asked: Pick<DnsAnswer, 'server' | 'name'>[]): void {
  for (const { server, name } of asked)
    journal.record({ source: 'probe', type: 'dns-ended', name, data: { server } })
}

/** The same, and its end is journalled. */
function withEnd(asking: Asking, names: string[], journal: Actors['scope']['journal']): Asking {
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

function recordChange(
  journal: Actors['scope']['journal'],
  answer: DnsAnswer,
  last: Map<string, string>,
): void {
  const key = `${answer.server} ${answer.name}`
  const value = `${answer.status} ${answer.values.join(' ')}`
  if (last.get(key) === value) return
  last.set(key, value)
  journal.record({ source: 'probe', type: 'dns', name: answer.name, data: answer })
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
