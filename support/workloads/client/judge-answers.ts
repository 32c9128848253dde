/** Judges DNS answers against the addresses and names that they must give. */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import { incarnationsOf } from '../../journal/questions.ts'
import type { Actors } from '../actors.ts'
import type { DnsAnswer } from './dns-answers.ts'
import { judgeProbe, type NameExpectation } from './judge-probe.ts'

/**
 * Every answer holds exactly the expected values.
 * @throws Failure `broken-promise` naming replica and name; `cannot-know` when nothing was asked.
 */
export function assertExactly(
  answers: DnsAnswer[] | undefined,
  expected: ReadonlyMap<string, string[]> = new Map(),
): void {
  if (answers === undefined || answers.length === 0 || expected.size === 0)
    throw cannotKnow({ what: 'judge the DNS answers', got: 'nothing was asked' })
  for (const { server, name, status, values } of answers) {
    const wanted = (expected.get(name) ?? []).toSorted()
    if (values.join() !== wanted.join())
      throw brokenPromise({
        what: `resolve ${name}`,
        on: server === 'resolver' ? "the Pod's resolver" : `DNS replica ${server}`,
        expected: wanted.join(', '),
        got: values.join(', ') || status,
      })
  }
}

/**
 * Waits until the probe's answers have settled on the new addresses, and judges when each replica last gave an old one.
 * @throws Failure `broken-promise` as soon as the limit cannot be kept any more.
 */
export async function assertSettledWithin(actors: Actors, seconds: number): Promise<void> {
  const { scope, seen, figure } = actors
  const probe = seen.probe
  if (probe === undefined) throw cannotKnow({ what: 'judge the DNS answers', got: 'nothing was asked' })
  const expectations = expectationsOf(actors)
  for (;;) {
    const nowMs = scope.journal.now()
    const verdict = judgeProbe({
      answers: probe.answers,
      expectations,
      nowMs,
      limitMs: seconds * 1000,
      settledMs: scope.timeouts.dnsSettled,
    })
    if (verdict.state === 'open') {
      await systemClock.sleep(100, scope.signal)
      continue
    }
    await probe.stop()
    figure({
      name: 'an old address was last answered after the new Pod was Ready',
      value: Math.round(verdict.lastOldMs / 10) / 100,
      unit: 's',
      limit: seconds,
    })
    figure({ name: 'answers of DNS replicas judged', value: probe.answers.length, unit: 'answers' })
    if (verdict.state === 'broken')
      throw brokenPromise({
        what: `follow the Pods within ${seconds} s`,
        on: verdict.on,
        expected: verdict.expected,
        got: verdict.got,
      })
    return
  }
}

/** For each name: the new address, when its Pod was Ready, and the addresses it had before. */
function expectationsOf({ scope, seen, web }: Actors): NameExpectation[] {
  return [...(seen.names ?? [])].map(([name, pod]) => {
    const lives = incarnationsOf(scope.journal.entries, pod)
    const present = web.pods().find(({ metadata }) => metadata?.name === pod)
    const life = lives.find(({ uid }) => uid === present?.metadata?.uid)
    if (life?.ready === undefined || life.ip === undefined)
      throw cannotKnow({ what: `judge the answers for ${name}`, got: `Pod ${pod} is not Ready` })
    const old = lives.flatMap(({ uid, ip }) =>
      uid === life.uid || ip === undefined || ip === life.ip ? [] : [ip],
    )
    return { name, address: life.ip, readyMs: life.ready.atMs, old }
  })
}
