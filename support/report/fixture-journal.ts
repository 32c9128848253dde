/**
 * For tests and benchmarks: the journal of a scenario in which two Pods with claims are deleted and come back, while a
 * client asks for their names and writes. About forty lines, and as many more as asked for.
 */
import type { Entry } from '../record.ts'

interface Story {
  steps: readonly string[]
  words?: string
  lines?: number
}

type Fact = Omit<Entry, 'seq' | 'time' | 'scenario'>

export function runStarted(facts: object = {}): Entry {
  const node = (name: string, roles: string[]) => ({
    name,
    roles,
    kubeletVersion: 'v1.37.2',
    containerRuntime: 'containerd://2.3.1',
    kernel: '6.12.0',
    osImage: 'Debian GNU/Linux 12',
    architecture: 'amd64',
  })
  const data = {
    runId: '20261125t100000z-test',
    harnessVersion: '0.1.0',
    nodeVersion: 'v24.21.0',
    startedAt: '2026-11-25T10:00:00.000Z',
    command: 'stateproof run --parallel 2',
    parallel: 2,
    images: { nginx: 'docker.io/library/nginx@sha256:0000' },
    deviations: ['nginx is newer than the article’s'],
    settings: { parallel: 2 },
    cluster: {
      provider: 'kind',
      context: 'kind-test',
      server: 'https://127.0.0.1:6443',
      version: 'v1.37.2',
      nodes: [node('test-control-plane', ['control-plane']), node('test-worker', [])],
      dnsReplicas: 2,
      defaultStorageClass: 'standard',
      provisioner: 'rancher.io/local-path',
    },
    ...facts,
  }
  return { seq: 1, atMs: 0, time: '2026-11-25T10:00:00.000Z', source: 'run', type: 'started', data }
}

export function runEnded(end: object): Entry {
  const data = { finishedAt: '2026-11-25T10:05:00.000Z', interrupted: false, leftBehind: [], ...end }
  return { seq: 2, atMs: 300_000, time: '2026-11-25T10:05:00.000Z', source: 'run', type: 'finished', data }
}

export function journalOf(
  scenario: string,
  number: number,
  { steps, words = '', lines = 0 }: Story,
): Entry[] {
  const begunMs = number * 20_000
  const facts = [
    ...stepFacts(steps),
    ...podFacts(words),
    ...claimFacts(words),
    ...clientFacts(words, begunMs),
    ...idleFacts(lines),
  ]
  return facts
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, ...fact }, index) => ({
      seq: index + 1,
      atMs: begunMs + atMs,
      time: new Date(Date.UTC(2026, 10, 25, 10) + begunMs + atMs).toISOString(),
      scenario,
      ...fact,
    }))
}

/** Each step lasts four seconds. */
function stepFacts(steps: readonly string[]): Fact[] {
  return steps.flatMap((name, index): Fact[] => [
    { atMs: index * 4000, source: 'step', type: 'began', name },
    { atMs: index * 4000 + 3999, source: 'step', type: 'ended', name, data: { status: 'PASSED' } },
  ])
}

function podFacts(words: string): Fact[] {
  return ['web-0', 'web-1'].flatMap((name, index) => {
    const at = (ms: number) => ms + index * 1500
    const life = (uid: string, ip: string, fromMs: number): Fact[] => [
      pod('ADDED', { name, uid, words, phase: 'Pending' }, at(fromMs)),
      pod('MODIFIED', { name, uid, words, phase: 'Running' }, at(fromMs + 700)),
      pod('MODIFIED', { name, uid, words, phase: 'Running', ip, ready: true }, at(fromMs + 1200)),
    ]
    const leaving = { name, uid: 'one', words, phase: 'Running', leaving: true }
    return [
      ...life('one', `10.0.0.${index + 1}`, 100),
      pod('MODIFIED', leaving, 4200),
      pod('DELETED', leaving, 5000 + index * 300),
      ...life('two', `10.0.1.${index + 1}`, 5400),
    ]
  })
}

interface FakePod {
  name: string
  uid: string
  words: string
  phase: string
  ip?: string
  ready?: boolean
  leaving?: boolean
}

function pod(type: string, { name, uid, words, phase, ip, ready, leaving }: FakePod, atMs: number): Fact {
  const metadata = {
    name,
    uid: `${name}-${uid}`,
    annotations: { words },
    ...(leaving && { deletionTimestamp: 't' }),
  }
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False', message: words }]
  const object = {
    metadata,
    spec: { nodeName: `test-worker${words}`, containers: [{ name: 'nginx', image: `nginx ${words}` }] },
    status: { phase, conditions, ...(ip !== undefined && { podIP: ip }) },
  }
  return { atMs, source: 'watch', type, kind: 'Pod', name: `${name}${words}`, uid: metadata.uid, object }
}

function claimFacts(words: string): Fact[] {
  const claim = (atMs: number, type: string, phase: string): Fact => ({
    atMs,
    source: 'watch',
    type,
    kind: 'PersistentVolumeClaim',
    name: `www-web-0${words}`,
    object: { spec: { volumeName: `pvc-1${words}` }, status: { phase } },
  })
  const event = {
    type: 'Warning',
    reason: 'FailedMount',
    message: `timed out ${words}`,
    involvedObject: { kind: 'Pod', name: `web-0${words}` },
  }
  return [
    claim(80, 'ADDED', 'Pending'),
    claim(500, 'MODIFIED', 'Bound'),
    { atMs: 6000, source: 'watch', type: 'ADDED', kind: 'Event', name: 'e1', object: event },
  ]
}

function clientFacts(words: string, begunMs: number): Fact[] {
  const dns = (atMs: number, server: string, values: string[], status = 'NOERROR'): Fact => {
    const name = `web-0.nginx.ns.svc.cluster.local${words}`
    return { atMs, source: 'probe', type: 'dns', name, data: { server, name, status, values, atMs } }
  }
  const writes = Array.from({ length: 8 }, (_, second): Fact => {
    const refused = second === 2 ? 150 : 0
    const data = {
      fromMs: begunMs + 3000 + second * 1000,
      attempted: 200,
      acknowledged: 200 - refused,
      refused,
    }
    return { atMs: 3999 + second * 1000, source: 'ledger', type: 'writes', data }
  })
  const named = { lost: [], changed: [], unexpected: words === '' ? [] : [words] }
  const counts = {
    attempted: 1600,
    acknowledged: 1450,
    lost: 0,
    changed: 0,
    recovered: 3,
    unexpected: named.unexpected.length,
  }
  return [
    ...['10.0.9.1', '10.0.9.2'].flatMap((server, index) => [
      dns(2000, server, ['10.0.0.1']),
      dns(5100 + index * 200, server, [], `NXDOMAIN${words}`),
      dns(6800 + index * 900, server, ['10.0.1.1']),
    ]),
    ...writes,
    { atMs: 11_990, source: 'ledger', type: 'judged', data: { counts, named } },
  ]
}

/** A Pod that changes again and again without becoming anything else, as most lines of a real journal are. */
function idleFacts(lines: number): Fact[] {
  const filling = 'x'.repeat(2500)
  return Array.from({ length: lines }, (_, index) => {
    const same = { name: 'client', uid: 'c', words: '', phase: 'Running', ready: true, ip: '10.0.2.1' }
    return { ...pod('MODIFIED', same, 1000 + (index % 9000)), data: { filling } }
  })
}
