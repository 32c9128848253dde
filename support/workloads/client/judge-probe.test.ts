/** The judge of the DNS probe on answers made by hand: two replicas, one name, asked every 100 ms. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DnsAnswer } from './dns-answers.ts'
import { judgeProbe, type ProbeVerdict } from './judge-probe.ts'

const [one, two] = ['10.0.0.10', '10.0.0.11']
const name = 'web-0.nginx.ns.svc.cluster.local'
/** The Pod was Ready at 10 s; the limit is 30 s, so 40 s; settled is 3 s. */
const readyMs = 10_000
const expectation = { name, address: 'new', readyMs, old: ['old', 'older'] }

/** What a replica answers from one second to another. */
function says(server: string, value: string, fromS: number, untilS: number, everyMs = 100): DnsAnswer[] {
  const answers: DnsAnswer[] = []
  const isStatus = /^[A-Z]|^no answer/.test(value)
  for (let atMs = fromS * 1000; atMs < untilS * 1000; atMs += everyMs)
    answers.push({
      server,
      name,
      status: isStatus ? value : 'NOERROR',
      values: isStatus ? [] : value.split(','),
      atMs,
    })
  return answers
}

function judge(nowS: number, answers: DnsAnswer[][], servers = [one, two]): ProbeVerdict {
  return judgeProbe({
    servers,
    answers: answers.flat().toSorted((a, b) => a.atMs - b.atMs),
    expectations: [expectation],
    nowMs: nowS * 1000,
    limitMs: 30_000,
    lateMs: 2_000,
    settledMs: 3_000,
  })
}

const cases: [string, number, DnsAnswer[][], ProbeVerdict['state'], RegExp?][] = [
  ['both right for 3 s', 14, [says(one, 'new', 10, 14), says(two, 'new', 10, 14)], 'settled'],
  ['right before Ready does not count', 11, [says(one, 'new', 5, 11), says(two, 'new', 5, 11)], 'open'],
  ['one right for 3 s, the other not yet', 14, [says(one, 'new', 10, 14), says(two, 'old', 10, 14)], 'open'],
  [
    'old, then right',
    20,
    [says(one, 'old', 8, 15), says(one, 'new', 15, 20), says(two, 'new', 10, 20)],
    'settled',
  ],
  [
    'NXDOMAIN, then right',
    20,
    [says(one, 'NXDOMAIN', 8, 15), says(one, 'new', 15, 20), says(two, 'new', 10, 20)],
    'settled',
  ],
  ['a replica that never answered anything', 14, [says(one, 'new', 10, 14)], 'open'],
  [
    'a replica that was never asked',
    30,
    [says(one, 'new', 10, 30)],
    'unknown',
    /10.0.0.11 was asked nothing/,
  ],
  [
    'a replica that is asked no longer, before it settled',
    40,
    [says(one, 'new', 10, 40), says(two, 'old', 10, 12)],
    'unknown',
    /10.0.0.11 was asked nothing/,
  ],
  ['old later than the limit', 41, [says(one, 'old', 10, 41), says(two, 'new', 10, 41)], 'broken', /old/],
  [
    'old again after it was right, later than the limit',
    42,
    [says(one, 'new', 10, 12), says(one, 'older', 40.5, 40.7), says(two, 'NXDOMAIN', 10, 42)],
    'broken',
    /the old address older 30.6 s after/,
  ],
  [
    'NXDOMAIN later than the limit',
    44,
    [says(one, 'NXDOMAIN', 10, 44), says(two, 'new', 10, 44)],
    'broken',
    /NXDOMAIN/,
  ],
  [
    'SERVFAIL for ever',
    44,
    [says(one, 'SERVFAIL', 10, 44), says(two, 'SERVFAIL', 10, 44)],
    'broken',
    /SERVFAIL/,
  ],
  [
    'time-outs for ever',
    46,
    [says(one, 'no answer', 10, 46, 2_000), says(two, 'new', 10, 46)],
    'broken',
    /no answer/,
  ],
  [
    'NOERROR without an address, for ever',
    44,
    [says(one, 'NODATA', 10, 44), says(two, 'new', 10, 44)],
    'broken',
  ],
  [
    'another Pod’s address for ever',
    44,
    [says(one, 'foreign', 10, 44), says(two, 'new', 10, 44)],
    'broken',
    /foreign/,
  ],
  [
    'the new address and the old one',
    44,
    [says(one, 'new,old', 10, 44), says(two, 'new', 10, 44)],
    'broken',
    /old/,
  ],
  [
    'the new address and a foreign one',
    44,
    [says(one, 'foreign,new', 10, 44), says(two, 'new', 10, 44)],
    'broken',
  ],
  [
    'a silence of the probe in between is no proof',
    16,
    [says(one, 'new', 10, 11), says(one, 'new', 15.9, 16), says(two, 'new', 10, 16)],
    'open',
  ],
  [
    'wrong until the limit, then right: time to settle is given',
    42,
    [says(one, 'NXDOMAIN', 10, 39.9), says(one, 'new', 39.9, 42), says(two, 'new', 10, 42)],
    'open',
  ],
  [
    'NXDOMAIN until a moment after the limit, and not yet settled',
    43,
    [says(one, 'NXDOMAIN', 10, 41.5), says(one, 'new', 41.5, 43), says(two, 'new', 10, 43)],
    'open',
  ],
  [
    'NXDOMAIN until a moment after the limit, then right',
    46,
    [says(one, 'NXDOMAIN', 10, 41.5), says(one, 'new', 41.5, 46), says(two, 'new', 10, 46)],
    'unknown',
    /10.0.0.10 gave NXDOMAIN 31.4 s after the new Pod was Ready/,
  ],
  [
    'asked too seldom to be sure, for long',
    80,
    [says(one, 'new', 10, 80, 2_000), says(two, 'new', 10, 80)],
    'unknown',
    /too seldom/,
  ],
]

for (const [what, nowS, answers, state, words = /^/] of cases)
  test(`${state}: ${what}`, () => {
    const verdict = judge(nowS, answers)
    assert.equal(verdict.state, state)
    if ('got' in verdict) assert.match(`${verdict.got}`, words)
  })

test('the longest time for which an old address was answered is told', () => {
  const verdict = judge(20, [says(one, 'old', 8, 15), says(one, 'new', 15, 20), says(two, 'new', 10, 20)])
  assert.deepEqual(verdict, { state: 'settled', lastOldMs: 4_900, readyMs })
})

test('the old address that came back is named with its replica', () => {
  const verdict = judge(41, [says(one, 'new', 10, 41), says(two, 'old', 10, 41)])
  assert.ok(verdict.state === 'broken' && verdict.server === two)
})

test('without names or replicas nothing was asked', () => {
  const question = { answers: [], nowMs: 99_000, limitMs: 1, lateMs: 1, settledMs: 1 }
  assert.equal(judgeProbe({ ...question, servers: [], expectations: [expectation] }).state, 'unknown')
  assert.equal(judgeProbe({ ...question, servers: [one], expectations: [] }).state, 'unknown')
})
