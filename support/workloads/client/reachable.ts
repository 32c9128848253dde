/**
 * Finds out once where a URL's name leads to, so that requests which are counted can be sent there without asking again.
 *
 * Each curl asks DNS by a datagram of its own, and asks again only after 5 s, which is longer than a request may take: of
 * sixty requests, one datagram that was lost on the way would look like one that the Service did not answer. What DNS
 * answers is judged by other scenarios. Knows nothing of how it is asked.
 */
import { systemClock } from '../../clock.ts'
import type { Scope } from '../../scope.ts'
import type { DnsAnswer } from './dns-answers.ts'
import { firstAnswerWithinMs, lateMs, paceMs } from './limits.ts'

/**
 * The same limit as for names (features/identity/dns.feature); kube-proxy and DNS follow within it or are broken. No
 * feature states it, so that what a cache keeps of our own first question is simply waited for.
 */
export const reachableWithinMs = firstAnswerWithinMs + lateMs

export interface Means {
  nslookup(names: string[]): Promise<DnsAnswer[]>
  /** Sends one request, to these addresses (as `--resolve` of curl has them). @returns whether it was answered. */
  isAnswered(to: string): Promise<boolean>
}

/**
 * Asks until a request to what the name leads to is answered: it may be an old address that a cache still holds.
 * @returns `front:80:10.96.0.7` as `--resolve` of curl has it; the last one when the time is over; undefined where the
 *   name was not known then.
 */
export async function untilReachable(
  { journal, signal }: Pick<Scope, 'journal' | 'signal'>,
  url: string,
  { nslookup, isAnswered }: Means,
): Promise<string | undefined> {
  const { hostname, port } = new URL(url)
  for (const deadline = journal.now() + reachableWithinMs; ; await systemClock.sleep(paceMs, signal)) {
    const addresses = (await nslookup([hostname])).flatMap(({ values }) => values)
    const to = addresses.length > 0 ? `${hostname}:${port || 80}:${addresses.map(inUrl)}` : undefined
    if ((to !== undefined && (await isAnswered(to))) || journal.now() > deadline) return to
  }
}

function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}
