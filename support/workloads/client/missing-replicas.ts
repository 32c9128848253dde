/**
 * What it means that the DNS Service has no Ready replica: nobody answers, or others do whom the harness does not know
 * (a server outside the cluster, a cache on each node that reaches it by another way). The Pod's own resolver tells.
 */
import { Failure } from '../../failure.ts'
import type { DnsAnswer } from './dns-answers.ts'

/** Every cluster has this Service; the resolver's search list adds the cluster's domain. */
const knownToAll = 'kubernetes.default.svc'

/** @throws Failure `dns-unknown` where the resolver answers though no replica is Ready; the error itself otherwise. */
export async function unlessOthersAnswer(
  error: unknown,
  nslookup: (names: string[]) => Promise<DnsAnswer[]>,
): Promise<never> {
  if (!(error instanceof Failure && error.code === 'dns-down')) throw error
  const answers = await nslookup([knownToAll])
  if (answers.every(({ values }) => values.length === 0)) throw error
  throw new Failure({
    code: 'dns-unknown',
    what: 'ask every DNS replica',
    expected: "Ready endpoints of the cluster's DNS Service",
    got: "none, and yet the Pod's resolver is answered: by a DNS server that the harness does not know",
  })
}

/**
 * Whether nobody was there to be asked. It may pass: where all replicas are started anew none is Ready for a moment, and
 * those that are ending may still answer the resolver.
 */
export function isNobodyThere(error: unknown): boolean {
  return error instanceof Failure && ['dns-down', 'dns-unknown'].includes(error.code)
}
