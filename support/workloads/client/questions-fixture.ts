/** For unit tests: a client whose answers are scripted, in a journal whose time passes only while it is asked or slept. */
import { mock } from 'node:test'
import { systemClock } from '../../clock.ts'
import type { Entry, Figure } from '../../record.ts'
import type { Actors } from '../actors.ts'
import type { DnsAnswer } from './dns-answers.ts'

export const answer = (...values: string[]): DnsAnswer => ({
  server: 's',
  name: 'nginx.ns.svc.d',
  status: values.length > 0 ? 'NOERROR' : 'NXDOMAIN',
  values,
  atMs: 0,
})

/** What is true from some time on: the journal's ms → it. */
type Timeline<T> = Record<number, T>
const at = <T>(timeline: Timeline<T>, nowMs: number, otherwise: T): T =>
  Object.entries(timeline).findLast(([fromMs]) => Number(fromMs) <= nowMs)?.[1] ?? otherwise

export interface Story {
  /** What DNS answers. */
  says?: Timeline<DnsAnswer[] | Error>
  /** Addresses of the Ready Pods. Default: 1 and 2. */
  ready?: Timeline<string[]>
  /** Addresses in the EndpointSlices. Default: those of the Ready Pods. */
  published?: Timeline<string[]>
  /** How long one look takes. Default: 10 ms. */
  lookMs?: number
}

export function tell({ says = {}, ready = { 0: ['1', '2'] }, published = ready, lookMs = 10 }: Story) {
  let nowMs = 0
  const askedAt: number[] = []
  const recorded: Partial<Entry>[] = []
  const figures: Figure[] = []
  // Real pauses would make the tests as slow as DNS is.
  mock.method(systemClock, 'sleep', async (ms: number) => {
    nowMs += ms
  })
  const ask = async () => {
    askedAt.push(nowMs)
    nowMs += lookMs
    const said = at(says, askedAt.at(-1) ?? 0, [])
    if (said instanceof Error) throw said
    return said
  }
  const slices = () => [
    {
      metadata: { labels: { 'kubernetes.io/service-name': 'nginx' } },
      endpoints: at(published, nowMs, []).map(address => ({ addresses: [address] })),
    },
  ]
  const pods = () =>
    at(ready, nowMs, []).map((podIP, ordinal) => ({
      metadata: { name: `web-${ordinal}` },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], podIP },
    }))
  const client = {
    domain: async () => 'd',
    replicas: async () => ['s'],
    askEveryReplica: ask,
    keepAsking: async (names: string[], onAnswer: (answer: DnsAnswer) => void) => {
      askedAt.push(nowMs)
      const given = Object.values(says).flatMap(said => (said instanceof Error ? [] : said))
      for (const answer of given) onAnswer({ ...answer, name: names[0] ?? '' })
      return { servers: ['s'], trouble: undefined, stop: async () => undefined }
    },
    request: async () => ['web-0', undefined],
  }
  const journal = {
    now: () => nowMs,
    record: (entry: Partial<Entry>) => recorded.push(entry),
    view: { list: slices },
  }
  const scope = { journal, namespace: 'ns', signal: new AbortController().signal }
  const figure = (figure: Figure) => figures.push(figure)
  const actors = { scope, client, web: { pods }, figure } as unknown as Actors
  return { actors, ask, askedAt, recorded, figures, now: () => nowMs }
}
