/** From lines of a journal to what happened when, and to how soon each promise was kept again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry, Figure } from '../../record.ts'
import { journalOf } from '../fixture-journal.ts'
import { collectTimelines } from './collect-timelines.ts'
import { recoveriesIn } from './recovery.ts'
import type { Timeline } from './timeline.ts'

const steps = ['Given', 'When', 'Then']
const story = journalOf('a/b/c', 0, { steps })

function timelineOf(entries: readonly Entry[]): Timeline {
  const collector = collectTimelines()
  for (const entry of entries) collector.add(entry)
  const [timeline] = collector.finish().get('a/b/c') ?? []
  assert.ok(timeline)
  return timeline
}
const without = (part: (entry: Entry) => boolean) => timelineOf(story.filter(entry => !part(entry)))

test('both lives of a Pod, each with its phases in order', () => {
  const [first, second] = timelineOf(story).pods.get('web-0') ?? []
  assert.deepEqual(
    first?.phases.map(({ what, fromMs, untilMs }) => [what, fromMs, untilMs]),
    [
      ['Pending', 100, 800],
      ['Running', 800, 1300],
      ['Ready', 1300, 4200],
      ['Terminating', 4200, 5000],
    ],
  )
  assert.deepEqual([first?.readyMs, first?.deletingMs, first?.goneMs], [1300, 4200, 5000])
  assert.deepEqual([second?.readyMs, second?.deletingMs], [6600, undefined])
})

test('steps, claims, answers, writes and warnings are there', () => {
  const { steps, volumes, answers, writes, judgement, warnings } = timelineOf(story)
  assert.deepEqual(
    steps.map(({ what, status }) => `${what} ${status}`),
    ['Given PASSED', 'When PASSED', 'Then PASSED'],
  )
  assert.deepEqual(
    volumes[0]?.phases.map(({ what }) => what),
    ['Pending', 'Bound'],
  )
  assert.deepEqual(
    answers[0]?.answers.map(({ what }) => what),
    ['10.0.0.1', 'NXDOMAIN', '10.0.1.1'],
  )
  assert.equal(writes.length, 8)
  assert.equal(judgement?.counts.recovered, 3)
  assert.equal(warnings[0]?.text, 'FailedMount: timed out')
})

test('the picture ends with the last step; a step that never ended leaves it open to the last line', () => {
  assert.equal(timelineOf(story).untilMs, 11_999)
  const killed = timelineOf(story.filter(({ atMs }) => atMs < 9000))
  assert.equal(killed.steps.at(-1)?.untilMs, undefined)
  assert.equal(killed.untilMs, 8999)
})

test('an attempt begins anew where the count does', () => {
  const collector = collectTimelines()
  for (const entry of [...story, ...story]) collector.add(entry)
  assert.deepEqual(
    collector
      .finish()
      .get('a/b/c')
      ?.map(({ lines }) => lines),
    [story.length, story.length],
  )
})

test('recovery: from the deletion of each Pod, from the first of them for what many share', () => {
  const figures: Figure[] = [
    { name: 'green again after', value: 3, unit: 's', limit: 180, fromMs: 4000 },
    { name: 'files lost', value: 0, unit: 'count', limit: 0 },
  ]
  const found = recoveriesIn(timelineOf(story), figures)
  assert.deepEqual(
    found.map(({ promise, fromMs, untilMs = 0, limitMs }) => [promise, untilMs - fromMs, limitMs]),
    [
      ['Pod web-0 is Ready again', 2400, undefined],
      ['Pod web-1 is Ready again', 3900, undefined],
      ['web-0.nginx leads to its Pod again, says 10.0.9.1', 2600, undefined],
      ['web-0.nginx leads to its Pod again, says 10.0.9.2', 3500, undefined],
      ['green again after', 3000, 180_000],
    ],
  )
})

test('what was not kept again has no end', () => {
  const isSecondLife = ({ uid }: Entry) => uid?.endsWith('-two') ?? false
  const neverReady = without(entry => isSecondLife(entry) && entry.type === 'MODIFIED')
  const [first] = recoveriesIn(neverReady, [])
  assert.deepEqual([first?.promise, first?.untilMs], ['Pod web-0 is Ready again', undefined])
  const dns = recoveriesIn(neverReady, []).find(({ promise }) => promise.includes('leads to'))
  assert.equal(dns?.untilMs, undefined)
})

test('a Pod that nothing took the place of is missed where its siblings came back, and not where all were to go', () => {
  const gone = without(({ uid }) => uid === 'web-1-two')
  const missed = recoveriesIn(gone, []).find(({ promise }) => promise === 'Pod web-1 is Ready again')
  assert.deepEqual([missed?.fromMs, missed?.untilMs], [4200, undefined])
})

test('a scenario that broke nothing has no recovery, whatever it measured', () => {
  const calm = without(({ uid }) => uid?.endsWith('-two') ?? false)
  assert.deepEqual(recoveriesIn(calm, [{ name: 'green', value: 3, unit: 's', fromMs: 0 }]), [])
})

test('a fault lasts from injection to healing', () => {
  const fault = (seq: number, atMs: number, type: string): Entry => ({
    seq,
    atMs,
    time: 't',
    scenario: 'a/b/c',
    source: 'fault',
    type,
    name: 'the NFS server is killed',
  })
  const { faults } = timelineOf([...story, fault(900, 5000, 'injected'), fault(901, 7000, 'healed')])
  assert.deepEqual(faults, [{ fromMs: 5000, what: 'the NFS server is killed', untilMs: 7000 }])
})

test('objects that lack everything are no error', () => {
  const bare = (kind: string, object: unknown, seq: number): Entry => ({
    seq,
    atMs: seq,
    time: 't',
    scenario: 'a/b/c',
    source: 'watch',
    type: 'ADDED',
    kind,
    object,
  })
  const kinds = ['Pod', 'PersistentVolumeClaim', 'PersistentVolume', 'Event', 'Service', 'Unheard']
  const entries = kinds.flatMap((kind, index) =>
    [{}, null, 'text', { status: {} }].map((object, other) => bare(kind, object, index * 10 + other + 1)),
  )
  assert.equal(timelineOf(entries).pods.size, 1)
})
