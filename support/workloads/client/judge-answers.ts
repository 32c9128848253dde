/** Judges DNS answers against the addresses and names that they must give. */
import { brokenPromise, cannotKnow } from '../../broken-promise.ts'
import { systemClock } from '../../clock.ts'
import type { Failure } from '../../failure.ts'
import { incarnationsOf } from '../../journal/questions.ts'
import type { Actors, DnsProbe } from '../actors.ts'
import type { DnsAnswer } from './dns-answers.ts'
import { judgeProbe, type NameExpectation, type ProbeVerdict } from './judge-probe.ts'
import { lateMs } from './limits.ts'

/**
 * Every answer holds exactly the expected values, and every expected name was asked for.
 * @throws Failure `broken-promise` naming replica and name; `cannot-know` when something was not asked, or when nothing
 *   is expected: an answer that never came would look like an empty one.
 */
export function assertExactly(
  answers: readonly DnsAnswer[] | undefined = [],
  expected: ReadonlyMap<string, string[]> = new Map(),
): void {
  const wrong = whatIsWrong(answers, expected)
  if (wrong !== undefined) throw wrong
}

/** Whether `assertExactly` would find nothing wrong. */
export function isExactly(answers: readonly DnsAnswer[], expected: ReadonlyMap<string, string[]>): boolean {
  return whatIsWrong(answers, expected) === undefined
}

function whatIsWrong(
  answers: readonly DnsAnswer[],
  expected: ReadonlyMap<string, string[]>,
): Failure | undefined {
  const asked = new Set(answers.map(({ name }) => name))
  const open = [...expected].filter(([name, values]) => !asked.has(name) || values.length === 0)
  if (answers.length === 0 || expected.size === 0 || open.length > 0)
    return cannotKnow({
      what: 'judge the DNS answers',
      got: `nothing to compare ${open.map(([name]) => name)}`.trim(),
    })
  for (const { server, name, status, values } of answers) {
    const wanted = expected.get(name)?.toSorted()
    if (wanted === undefined)
      return cannotKnow({ what: 'judge the DNS answers', got: `${name} is not known` })
    if (values.toSorted().join() !== wanted.join())
      return brokenPromise({
        what: `resolve ${name}`,
        on: server === 'resolver' ? "the Pod's resolver" : `DNS replica ${server}`,
        expected: wanted.join(', '),
        got: values.join(', ') || status,
      })
  }
  return undefined
}

/**
 * Waits until the probe's answers have settled on the new addresses, and judges when each replica last gave an old one.
 * @throws Failure `broken-promise` as soon as the limit cannot be kept any more; `cannot-know` when a replica is asked
 *   no longer.
 */
export async function assertSettledWithin(actors: Actors, seconds: number): Promise<void> {
  const { seen, figure } = actors
  const probe = seen.probe
  if (probe === undefined) throw cannotKnow({ what: 'judge the DNS answers', got: 'nothing was asked' })
  const verdict = await waitForVerdict(actors, probe, seconds)
  await probe.asking.stop()
  if (verdict.state === 'unknown') throw cannotKnow({ what: 'judge the DNS answers', got: verdict.got })
  figure({
    name: 'an old address was last answered after the new Pod was Ready',
    value: Math.round(verdict.lastOldMs / 10) / 100,
    unit: 's',
    limit: seconds,
    fromMs: verdict.readyMs,
  })
  figure({ name: 'answers of DNS replicas judged', value: probe.answers.length, unit: 'answers' })
  if (verdict.state === 'settled') return
  const { server, expected, got } = verdict
  if (verdict.lastOldMs <= seconds * 1000) await requireReplica(actors, server)
  throw brokenPromise({
    what: `follow the Pods within ${seconds} s`,
    on: `DNS replica ${server}`,
    expected,
    got,
  })
}

type FinalVerdict = Exclude<ProbeVerdict, { state: 'open' }>

/** Looks at the answers every 100 ms until they say something. @throws Failure when the probe has died. */
async function waitForVerdict(actors: Actors, probe: DnsProbe, seconds: number): Promise<FinalVerdict> {
  const { journal, timeouts, signal } = actors.scope
  for (;;) {
    if (probe.asking.trouble !== undefined) throw probe.asking.trouble
    const verdict = judgeProbe({
      answers: probe.answers,
      servers: probe.asking.servers,
      // At every look: a Pod that is replaced once more has another address.
      expectations: expectationsOf(actors),
      nowMs: journal.now(),
      limitMs: seconds * 1000,
      settledMs: timeouts.dnsSettled,
      lateMs,
    })
    if (verdict.state !== 'open') return verdict
    await systemClock.sleep(100, signal)
  }
}

/** A replica that was taken away while it was asked has broken nothing by its silence. */
export async function requireReplica({ client }: Actors, server: string): Promise<void> {
  if ((await client.replicas()).includes(server)) return
  throw cannotKnow({
    what: 'judge the DNS answers',
    got: `DNS replica ${server} went away while it was asked`,
  })
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
