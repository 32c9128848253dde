/** The pictures: what is drawn is in the table, nothing is drawn beside the page, and nothing broken looks kept. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry, JudgementData } from '../../record.ts'
import { journalOf } from '../fixture-journal.ts'
import { collectTimelines } from '../timeline/collect-timelines.ts'
import { emptyTimeline, type Timeline } from '../timeline/timeline.ts'
import { judgementSentence, ledgerPicture, withPauses } from './ledger-picture.ts'
import { type Picture, renderPicture, width } from './picture.ts'
import { recoveryPicture } from './recovery-picture.ts'
import { timelinePicture } from './timeline-picture.ts'

function timelineOf(entries: readonly Entry[]): Timeline {
  const collector = collectTimelines()
  for (const entry of entries) collector.add(entry)
  return collector.finish().get('a/b/c')?.[0] ?? assert.fail()
}
const timeline = timelineOf(journalOf('a/b/c', 3, { steps: ['Given', 'When', 'Then'] }))

function drawn(picture: Picture | undefined): { picture: Picture; svg: string } {
  assert.ok(picture)
  return { picture, svg: picture.drawing.markup }
}

test('timeline: each bar and mark has a line in the table, each step is numbered', () => {
  const { picture, svg } = drawn(timelinePicture(timeline, 'x'))
  const bars = svg.match(/<rect class="[a-z]"/g)?.length ?? 0
  const marks = svg.match(/<path class="m-/g)?.length ?? 0
  assert.equal(picture.table.rows.length, bars + marks + timeline.steps.length)
  assert.deepEqual(svg.match(/start">\d</g), ['start">1<', 'start">2<', 'start">3<'])
})

test('timeline: every bar lies within the picture, and the times of the table are counted from its beginning', () => {
  const { picture, svg } = drawn(timelinePicture(timeline, 'x'))
  for (const [, x, length] of svg.matchAll(/<rect class="[a-z]" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g))
    assert.ok(Number(x) >= 200 && Number(x) + Number(length) <= width, `${x} ${length}`)
  const row = picture.table.rows.find(
    ([name, state]) => name === 'Pod web-0' && state?.startsWith('Terminating'),
  )
  assert.deepEqual(row?.slice(2), ['4.2 s', '5.0 s'])
})

test('timeline: a journal without anything to draw gives no picture', () =>
  assert.equal(timelinePicture(emptyTimeline('a/b/c', 't', 0), 'x'), undefined))

test('timeline: more rows than a picture has are in the table, and the description says so', () => {
  const pods = new Map(
    Array.from({ length: 60 }, (_, index) => [
      `p-${index}`,
      [{ uid: 'u', phases: [{ fromMs: 0, what: 'Ready' }] }],
    ]),
  )
  const { picture, svg } = drawn(
    timelinePicture({ ...emptyTimeline('a/b/c', 't', 0), untilMs: 10, pods }, 'x'),
  )
  assert.equal(svg.match(/<rect class="k"/g)?.length, 40)
  assert.equal(picture.table.rows.length, 60)
  assert.match(picture.description, /first 40 rows are drawn; the table has all 60/)
})

test('recovery: what came later than its limit, or not at all, does not look kept', () => {
  const one = (promise: string, untilMs?: number, limitMs?: number) => ({
    promise,
    since: 's',
    fromMs: 0,
    ...(untilMs !== undefined && { untilMs }),
    ...(limitMs !== undefined && { limitMs }),
  })
  const all = [one('in time', 2000, 3000), one('late', 4000, 3000), one('never'), one('no limit', 9000)]
  const { picture, svg } = drawn(recoveryPicture(all, { id: 'x', untilMs: 10_000 }))
  assert.deepEqual(
    svg.match(/<rect class="[a-z]"/g)?.map(rect => rect.at(-2)),
    ['k', 'b', 'b', 'k'],
  )
  assert.deepEqual(
    picture.table.rows.map(([, , kept, limit]) => `${kept}, ${limit}`),
    ['2.0 s, 3.0 s', '4.0 s, 3.0 s', 'not within 10.0 s, none stated', '9.0 s, none stated'],
  )
  assert.equal(recoveryPicture([], { id: 'x', untilMs: 1 }), undefined)
})

test('ledger: every second is in the table; a few writes at once are no course of events', () => {
  const { picture } = drawn(ledgerPicture(timeline, 'x'))
  assert.equal(picture.table.rows.length, timeline.writes.length)
  assert.match(picture.description, /1600 writes attempted, 1450 acknowledged, 150 refused/)
  assert.equal(ledgerPicture({ ...timeline, writes: timeline.writes.slice(0, 2) }, 'x'), undefined)
})

test('ledger: a client that waits for its server is not drawn as one that goes on', () => {
  const second = (fromMs: number) => ({ fromMs, attempted: 5, acknowledged: 4, refused: 0 })
  const drawn = withPauses([second(0), second(1010), second(24_000)])
  assert.deepEqual(
    drawn.map(({ fromMs, acknowledged }) => [fromMs, acknowledged]),
    [
      [0, 4],
      [1010, 4],
      [2010, 0],
      [24_000, 4],
      [25_000, 0],
    ],
  )
})

test('ledger: what was lost is named, and how many more there are', () => {
  const counts = { attempted: 9, acknowledged: 8, lost: 3, changed: 0, recovered: 0, unexpected: 1 }
  const judgement: JudgementData = { counts, named: { lost: ['a', 'b'], changed: [], unexpected: ['z'] } }
  assert.equal(judgementSentence(judgement), 'Read back: 3 lost: a, b …; 1 unexpected: z.')
  assert.match(judgementSentence(undefined), /not read back/)
})

test('a picture has a title, a description that points at the table, and a name for those who scroll it', () => {
  const { markup } = renderPicture(drawn(timelinePicture(timeline, 'x')).picture)
  for (const part of [
    'role="img" aria-labelledby="x-t x-d"',
    '<title id="x-t">',
    '<desc id="x-d">',
    'tabindex="0"',
    'The same as a table',
  ])
    assert.ok(markup.includes(part), part)
})
