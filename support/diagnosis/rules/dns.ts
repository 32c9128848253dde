/** DNS: nobody answers, one replica is behind the others, answers that live too long, a name that no EndpointSlice has. */
import type { Ground } from '../diagnosis.ts'
import { atLine, type Facts, inFile, listed, saidBy, short, topic } from '../facts.ts'
import { isReady } from '../objects.ts'
import { presentOf } from '../past.ts'
import type { Rule } from '../rule.ts'

interface Dns {
  replicas?: { name?: string; ip?: string; ready?: boolean }[]
  configuration?: { Corefile?: string } | null
  slices?: {
    service?: string
    headless?: boolean
    ready?: string[]
    endpoints?: { addresses?: string[]; pod?: string; ready?: boolean }[]
  }[]
}
interface DnsAnswer {
  server?: string
  name?: string
  status?: string
  values?: string[]
}

const dnsOf = ({ evidence }: Facts) => evidence.yaml<Dns>('dns.yaml')
const concerns = (facts: Facts) => topic(facts) === 'dns'

export const noReplica: Rule = {
  name: 'dns-no-replica',
  look(facts) {
    const { replicas } = dnsOf(facts) ?? {}
    if (replicas === undefined || replicas.some(({ ready }) => ready)) {
      if (facts.failure?.code !== 'dns-down') return undefined
      return {
        sentence:
          'Nobody answers DNS questions: the DNS Service of the cluster has no Ready replica behind it.',
        confidence: 'likely',
        restsOn: [],
      }
    }
    const are =
      replicas.length === 0 ? 'there is none' : `${listed(replicas.map(({ name }) => name ?? ''))} not Ready`
    return {
      sentence: `Nobody answers DNS questions: no replica of the cluster DNS is Ready (${are}).`,
      confidence: concerns(facts) ? 'certain' : 'possible',
      restsOn: [inFile(facts, 'dns.yaml', `${replicas.length} replicas, none Ready`)],
    }
  },
}

/** The longest time in seconds that the configuration lets an answer live, and where it says so. */
function longestLife(corefile: string): { seconds: number; what: string } {
  const lives = [...corefile.matchAll(/^\s*(ttl|cache|success|denial)\s+(?:\d+\s+)?(\d+)/gm)]
  const found = lives.map(([text, , seconds]) => ({ seconds: Number(seconds), what: text.trim() }))
  return found.toSorted((a, b) => b.seconds - a.seconds)[0] ?? { seconds: 0, what: 'nothing' }
}

/** The feature's limit is 30 s (features/identity/dns.feature); CoreDNS' own default is 5 s for the zone, 30 s for the cache. */
const limitSeconds = 30

export const answersLiveTooLong: Rule = {
  name: 'dns-cache',
  look(facts) {
    const corefile = dnsOf(facts)?.configuration?.Corefile
    if (!concerns(facts) || corefile === undefined) return undefined
    const { seconds, what } = longestLife(corefile)
    if (seconds <= limitSeconds) return undefined
    const stale = staleAnswers(facts)
    return {
      sentence: `DNS gives old addresses because its answers live too long: the configuration of CoreDNS says "${what}", ${seconds} s, where names must follow within ${limitSeconds} s.`,
      confidence: stale.length > 0 || /old address/.test(saidBy(facts)) ? 'certain' : 'likely',
      restsOn: [
        inFile(facts, 'dns.yaml', what),
        ...stale.slice(0, 2).map(answer => answerGround(facts, answer)),
      ],
    }
  },
}

export const oneReplicaBehind: Rule = {
  name: 'dns-replica-behind',
  look(facts) {
    if (!concerns(facts)) return undefined
    const stale = staleAnswers(facts)
    const behind = [...new Set(stale.map(({ server }) => server))]
    const servers = new Set(answersOf(facts).map(({ server }) => server))
    if (behind.length === 0) return undefined
    const [first] = stale
    const who =
      behind.length < servers.size
        ? `DNS replica ${behind.join(', ')} is behind the others`
        : 'Every DNS replica is behind the EndpointSlices'
    return {
      sentence: `${who}: it answers ${first?.values?.join(', ') || first?.status} for ${first?.name}, where the Ready endpoints are ${listed(wanted(facts, first?.name ?? '') ?? [])}.`,
      confidence: 'likely',
      restsOn: [
        ...stale.slice(0, 2).map(answer => answerGround(facts, answer)),
        inFile(facts, 'dns.yaml', 'EndpointSlices'),
      ],
    }
  },
}

/** DNS can only say what the slices say. */
export const missingInSlices: Rule = {
  name: 'dns-endpoint-missing',
  look(facts) {
    if (!concerns(facts) && topic(facts) !== 'requests') return undefined
    const slices = dnsOf(facts)?.slices ?? []
    for (const { name, last } of presentOf(facts.past, 'Pod')) {
      const { subdomain } = last.value.spec ?? {}
      const slice = slices.find(({ service }) => service === subdomain)
      const ip = last.value.status?.podIP
      if (slice === undefined || ip === undefined || !isReady(last.value) || slice.ready?.includes(ip))
        continue
      return {
        sentence: `The EndpointSlices of Service ${subdomain} lack Pod ${name}, which is Ready at ${ip}: DNS cannot know it.`,
        confidence: 'certain',
        restsOn: [
          atLine(last.line, `Pod ${name}: Ready, ${ip}`),
          inFile(facts, 'dns.yaml', `Ready addresses of ${subdomain}: ${listed(slice.ready ?? [])}`),
        ],
      }
    }
    return undefined
  },
}

/** The other way round: an address is given out whose Pod is not Ready. */
export const unreadyInSlices: Rule = {
  name: 'dns-unready-published',
  look(facts) {
    if (!concerns(facts) && topic(facts) !== 'requests') return undefined
    const services = facts.past.lives.filter(({ kind }) => kind === 'Service')
    const found = services.find(({ last }) => last.value.spec?.publishNotReadyAddresses === true)
    if (found === undefined) return undefined
    return {
      sentence: `Service ${found.name} gives out addresses of Pods that are not Ready: its publishNotReadyAddresses is true.`,
      confidence: 'likely',
      restsOn: [atLine(found.last.line, `Service ${found.name}: publishNotReadyAddresses true`)],
    }
  },
}

/** A question that one replica did not answer at all. */
export const noAnswer: Rule = {
  name: 'dns-no-answer',
  look(facts) {
    if (!concerns(facts)) return undefined
    const silent = answersOf(facts).filter(({ status }) => status === 'no answer' || status === 'SERVFAIL')
    if (silent.length === 0) return undefined
    const servers = [...new Set(silent.map(({ server }) => server ?? ''))]
    return {
      sentence: `DNS replica ${listed(servers)} does not answer (${silent[0]?.status} for ${silent[0]?.name}).`,
      confidence: 'likely',
      restsOn: silent.slice(0, 2).map(answer => answerGround(facts, answer)),
    }
  },
}

function answersOf({ evidence }: Facts): DnsAnswer[] {
  const answers = evidence.yaml<DnsAnswer[]>('dns-answers.yaml')
  return Array.isArray(answers) ? answers : []
}

/** Answers that hold an address which is none of the Ready endpoints'. */
function staleAnswers(facts: Facts): DnsAnswer[] {
  return answersOf(facts).filter(({ name = '', values = [] }) => {
    const right = wanted(facts, name)
    return right !== undefined && values.join() !== right.toSorted().join()
  })
}

/** Addresses that a name of a headless Service, or of a Pod behind it, should have by the EndpointSlices. */
function wanted(facts: Facts, name: string): string[] | undefined {
  const slices = dnsOf(facts)?.slices ?? []
  const [first = '', second = ''] = name.split('.')
  const service = slices.find(slice => slice.service === first && slice.headless)
  if (service !== undefined) return service.ready
  const endpoint = slices.find(slice => slice.service === second)?.endpoints?.find(({ pod }) => pod === first)
  return endpoint?.ready === false ? undefined : endpoint?.addresses
}

function answerGround(facts: Facts, { server, name, values, status }: DnsAnswer): Ground {
  return inFile(facts, 'dns-answers.yaml', short(`${server}: ${name} is ${values?.join(', ') || status}`))
}
