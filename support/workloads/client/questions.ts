/**
 * The questions of the scenarios, each asked until it is answered right or its time is over.
 *
 * Returns the last answers, right or wrong; the judges judge.
 */
import type { Actors } from '../actors.ts'
import { askUntilRight, lastRound, type Round, requireKnown } from './ask-until-right.ts'
import type { DnsAnswer } from './dns-answers.ts'
import { addressesByName, fullNames, headless, readyAddresses, serviceName } from './names.ts'
import { untilPublished } from './published.ts'

/** Asks for names of Pods until each is answered with its Pod's address. */
export async function askForPods(
  actors: Actors,
  names: Map<string, string>,
  ask: () => Promise<DnsAnswer[]>,
): Promise<DnsAnswer[]> {
  const expected = () => addressesByName(actors.web, names)
  return askUntilRight(actors, { ask, expected, service: headless })
}

/** Asks every replica for a port's SRV records until they name every Pod; the rest of each record is for the judge. */
export async function askForTargets(actors: Actors, port: string, service: string): Promise<DnsAnswer[]> {
  const name = `_${port}._tcp.${await serviceName(actors, service)}`
  const targets = await fullNames(actors)
  return askUntilRight(actors, {
    ask: () => actors.client.askEveryReplica([name], 'SRV'),
    read: answer => ({ ...answer, values: answer.values.map(value => value.split(' ').at(-1) ?? '') }),
    expected: () => new Map([[name, targets]]),
    service,
  })
}

/**
 * Asks every replica for a Service's addresses until each gives exactly those of the Ready Pods, or the time is over.
 * @returns the last answers, and what they had to be when they came.
 * @throws Failure `cannot-know` where the right ones came too late to know since when they were there.
 */
export async function askForServiceUntil(
  actors: Actors,
  { service, seconds }: { service: string; seconds: number },
): Promise<Pick<Round, 'answers' | 'expected'>> {
  const name = await serviceName(actors, service)
  const withinMs = seconds * 1000
  const fromMs = actors.scope.journal.now()
  const round = await lastRound(actors, {
    ask: () => actors.client.askEveryReplica([name], 'address'),
    expected: () => new Map([[name, readyAddresses(actors.web)]]),
    service,
    withinMs,
  })
  actors.figure({
    name: `every DNS replica gave the right addresses of ${service}`,
    value: Math.round(round.afterMs / 10) / 100,
    unit: 's',
    limit: seconds,
    fromMs,
  })
  requireKnown(round, withinMs)
  return round
}

/** Sends requests once the first is answered. */
export async function requestOnceReachable(
  actors: Actors,
  url: string,
  count: number,
): Promise<(string | undefined)[]> {
  const { client, scope } = actors
  // Before all Ready Pods are listed, requests can reach only some of them.
  await untilPublished(actors, new URL(url).hostname)
  const responses = await client.request(url, count)
  scope.journal.record({ source: 'probe', type: 'http', name: url, data: { responses } })
  return responses
}
