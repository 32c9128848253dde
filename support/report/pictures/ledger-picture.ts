/**
 * The ledger of a client that kept writing: attempted, acknowledged and refused second by second, and below it what was
 * lost, changed or unexpected, by name.
 */
import { scaleLinear } from 'd3-scale'
import { area, curveStepAfter, line } from 'd3-shape'
import type { JudgementData, WritesData } from '../../record.ts'
import { html, type Markup } from '../html/html.ts'
import type { Timeline } from '../timeline/timeline.ts'
import type { Picture } from './picture.ts'
import { drawAxis, labelWidth, round, timeScale } from './rows.ts'
import { seconds } from './timeline-picture.ts'

const [top, bottom] = [14, 144]
/** Fewer are no course of events: the figures tell them as well. */
const fewestTallies = 3

export function ledgerPicture(
  { writes, judgement, faults, fromMs, untilMs }: Timeline,
  id: string,
): Picture | undefined {
  if (writes.length < fewestTallies) return undefined
  const time = timeScale(fromMs, untilMs)
  const most = Math.max(...writes.map(({ attempted }) => attempted), 1)
  const rate = scaleLinear([0, most], [bottom, top]).nice(4)
  return {
    id,
    title: 'What the client wrote, by the second',
    description: describe(writes, judgement),
    height: bottom + 26,
    drawing: html`${drawAxis(time, top, bottom)}${rate.ticks(4).map(tick => html`<text class="label" x="${labelWidth - 10}" y="${round(rate(tick)) + 4}">${tick}</text>`)}${faults.map(({ fromMs, what }) => html`<path class="step" d="M${round(time.x(fromMs))} ${top}V${bottom}"><title>${what}</title></path>`)}${drawWrites(writes, time.x, rate)}`,
    legend: [
      ['kept', 'acknowledged'],
      ['broken', 'refused or not answered'],
    ],
    marks: [['─', 'attempted']],
    table: {
      head: ['From', 'Attempted', 'Acknowledged', 'Refused'],
      rows: writes.map(tally => rowOf(tally, fromMs)),
    },
  }
}

function drawWrites(
  writes: readonly WritesData[],
  x: (ms: number) => number,
  rate: (count: number) => number,
): Markup {
  const ended = withPauses(writes)
  const acknowledged = area<WritesData>(
    tally => x(tally.fromMs),
    rate(0),
    tally => rate(tally.acknowledged),
  )
  const refused = area<WritesData>(
    tally => x(tally.fromMs),
    rate(0),
    tally => rate(tally.refused),
  )
  const attempted = line<WritesData>(
    tally => x(tally.fromMs),
    tally => rate(tally.attempted),
  )
  const path = (shape: {
    curve(curve: typeof curveStepAfter): { digits(count: number): (data: WritesData[]) => string | null }
  }) => shape.curve(curveStepAfter).digits(1)(ended) ?? ''
  return html`<path class="k area" d="${path(acknowledged)}"/><path class="b area" d="${path(refused)}"/><path class="attempted" d="${path(attempted)}"/>`
}

/** A second is drawn as a second: where the next one is later, or is not there, nothing was written in between. */
export function withPauses(writes: readonly WritesData[]): WritesData[] {
  return writes.flatMap((tally, index) => {
    const untilMs = tally.fromMs + secondMs
    const next = writes[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY
    return next - untilMs < sameMs ? [tally] : [tally, { ...nothing, fromMs: untilMs }]
  })
}

const secondMs = 1000
/** A pause that nobody could see. */
const sameMs = 100
const nothing = { attempted: 0, acknowledged: 0, refused: 0 }

function describe(writes: readonly WritesData[], judgement: JudgementData | undefined): string {
  const sum = (what: 'attempted' | 'acknowledged' | 'refused') =>
    writes.reduce((total, tally) => total + tally[what], 0)
  return `${sum('attempted')} writes attempted, ${sum('acknowledged')} acknowledged, ${sum('refused')} refused or not answered. ${judgementSentence(judgement)}`
}

/** What became of what was written, with the names of what should not be. */
export function judgementSentence(judgement: JudgementData | undefined): string {
  if (judgement === undefined) return 'What was written was not read back.'
  const { counts, named } = judgement
  const troubles = (['lost', 'changed', 'unexpected'] as const).flatMap(what =>
    counts[what] === 0
      ? []
      : [
          `${counts[what]} ${what}: ${named[what].join(', ')}${counts[what] > named[what].length ? ' …' : ''}`,
        ],
  )
  if (troubles.length > 0) return `Read back: ${troubles.join('; ')}.`
  return `Read back: all ${counts.acknowledged} acknowledged were there, unchanged; ${counts.recovered} more that were never acknowledged; none unexpected.`
}

function rowOf({ fromMs, attempted, acknowledged, refused }: WritesData, beginMs: number): string[] {
  return [seconds(fromMs - beginMs), ...[attempted, acknowledged, refused].map(String)]
}
