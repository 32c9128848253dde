/** Asking until there is an answer, or a right one: how long, how often, and what is written down. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Figure } from '../../record.ts'
import type { Actors } from '../actors.ts'
import type { DnsAnswer } from './dns-answers.ts'
import { askForServiceUntil, askUntilAnswered, requestOnceReachable, startProbe } from './questions.ts'

const answer = (...values: string[]): DnsAnswer => ({
  server: 's',
  name: 'nginx.ns.svc.d',
  status: values.length > 0 ? 'NOERROR' : 'NXDOMAIN',
  values,
  atMs: 0,
})

/** Each question gets the next answers; the last ones stay. Each look takes `lookMs` of the journal's time. */
function scripted(rounds: DnsAnswer[][], lookMs = 10) {
  let nowMs = 0
  let asked = 0
  const recorded: { type?: string; data?: unknown }[] = []
  const figures: Figure[] = []
  const ask = async () => {
    nowMs += lookMs
    return rounds[Math.min(asked++, rounds.length - 1)] ?? []
  }
  const journal = { now: () => nowMs, record: (entry: object) => recorded.push(entry) }
  const client = {
    domain: async () => 'd',
    askEveryReplica: ask,
    keepAsking: async (_names: string[], onAnswer: (answer: DnsAnswer) => void) => {
      for (const answers of rounds) answers.forEach(onAnswer)
      return { servers: ['s'], trouble: undefined, stop: async () => undefined }
    },
    requestUntilAnswered: async () => ['web-0'],
    request: async () => ['web-0', undefined],
  }
  const scope = { journal, namespace: 'ns', signal: new AbortController().signal }
  const actors = { scope, client, figure: (figure: Figure) => figures.push(figure) } as unknown as Actors
  return { actors, ask, recorded, figures, asked: () => asked }
}

test('it asks again while a name has no answer, and returns a wrong one as it is', async () => {
  const { actors, ask, asked } = scripted([
    [answer(), answer('x')],
    [answer('wrong'), answer('x')],
  ])
  const answers = await askUntilAnswered(actors, ask)
  assert.deepEqual([answers[0]?.values, asked()], [['wrong'], 2])
})

test('it gives up after 30 s with what was answered last', async () => {
  const { actors, ask, asked } = scripted([[answer()]], 16_000)
  assert.deepEqual((await askUntilAnswered(actors, ask))[0]?.status, 'NXDOMAIN')
  assert.equal(asked(), 2)
})

test('a Service’s addresses: asked until right, measured against the limit, only changes written down', async () => {
  const rounds = [[answer('1')], [answer('1')], [answer('1', '2')]]
  const { actors, figures, recorded, asked } = scripted(rounds)
  await askForServiceUntil(actors, { service: 'nginx', addresses: ['1', '2'], seconds: 30 })
  assert.equal(asked(), 3)
  assert.deepEqual(
    recorded.map(({ type, data }) => [type, (data as DnsAnswer).values?.join()]),
    [
      ['dns', '1'],
      ['dns', '1,2'],
      ['dns-ended', undefined],
    ],
  )
  assert.deepEqual([figures[0]?.value, figures[0]?.unit, figures[0]?.limit], [0.03, 's', 30])
})

test('an order that differs is the same answer; a missing address is not', async () => {
  const { actors, asked } = scripted([[answer('2')], [answer('1', '2')]])
  await askForServiceUntil(actors, { service: 'nginx', addresses: ['2', '1'], seconds: 30 })
  assert.equal(asked(), 2)
})

test('a probe keeps every answer and writes down the changes', async () => {
  const { actors, recorded } = scripted([[answer('1')], [answer('1')], [answer()], [answer('2')]])
  const { answers } = await startProbe(actors, ['nginx.ns.svc.d'])
  assert.deepEqual([answers.length, recorded.length], [4, 3])
})

test('requests are written down with their answers', async () => {
  const { actors, recorded } = scripted([])
  assert.deepEqual(await requestOnceReachable(actors, 'http://x/', 2), ['web-0', undefined])
  assert.equal(recorded[0]?.type, 'http')
})
