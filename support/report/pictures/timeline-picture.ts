/**
 * The timeline of a scenario: its steps along the top, a row for each Pod, volume, asked name and client, faults through
 * all of them. One look shows what happened when.
 */
import { html, type Markup } from '../html/html.ts'
import type { StepSpan, Timeline } from '../timeline/timeline.ts'
import { type Picture, width } from './picture.ts'
import {
  type Bar,
  drawAxis,
  drawRows,
  type Row,
  round,
  rowHeight,
  type TimeScale,
  timeScale,
} from './rows.ts'
import { rowsOf, timelineLegend } from './timeline-rows.ts'

const stepsTop = 18
const rowsTop = 40
/** A picture of more rows is no picture; the table has them all. */
const mostRows = 40
const axisHeight = 26

/** @returns undefined where the journal has nothing that could be drawn. */
export function timelinePicture(timeline: Timeline, id: string): Picture | undefined {
  const rows = rowsOf(timeline)
  if (rows.length === 0) return undefined
  const drawn = rows.slice(0, mostRows)
  const time = timeScale(timeline.fromMs, timeline.untilMs)
  const bottom = rowsTop + drawn.length * rowHeight
  const used = new Set(rows.flatMap(({ bars }) => bars.map(({ tone }) => tone)))
  return {
    id,
    title: 'What happened when',
    description: describe(timeline, rows),
    height: bottom + axisHeight,
    drawing: html`${drawAxis(time, stepsTop + 14, bottom)}${drawSteps(timeline.steps, time, bottom)}${drawFaults(timeline, time, bottom)}${drawRows(drawn, time, rowsTop)}`,
    legend: timelineLegend.filter(([tone]) => used.has(tone)),
    marks: markLegend
      .filter(([shape]) => rows.some(({ marks }) => marks.some(mark => mark.shape === shape)))
      .map(([, sign, what]) => [sign, what] as const),
    table: {
      head: ['What', 'State', 'From', 'Until'],
      rows: [...stepRows(timeline), ...tableRows(rows, timeline)],
    },
  }
}

const markLegend = [
  ['ready', '|', 'Ready for the first time'],
  ['deleted', '×', 'told to end'],
  ['warning', '△', 'a warning'],
] as const

function describe({ fromMs, untilMs, steps, faults, startedAt }: Timeline, rows: Row[]): string {
  const more =
    rows.length > mostRows ? ` The first ${mostRows} rows are drawn; the table has all ${rows.length}.` : ''
  const faultText = faults.length === 0 ? '' : ` Faults: ${faults.map(({ what }) => what).join(', ')}.`
  return `${seconds(untilMs - fromMs)} from ${startedAt}, ${steps.length} steps, ${rows.length} rows.${faultText}${more} The table below has the same data.`
}

interface StepLabel {
  x: number
  first: number
  last: number
  failed: boolean
}

/** The number of each step where it began; steps that began at almost the same moment share one label. */
function drawSteps(steps: readonly StepSpan[], time: TimeScale, bottom: number): Markup {
  const labels: StepLabel[] = []
  steps.forEach(({ fromMs, status }, index) => {
    const x = time.x(fromMs)
    const failed = status !== undefined && status !== 'PASSED'
    const before = labels.at(-1)
    if (before !== undefined && x - before.x < 30) {
      before.last = index + 1
      before.failed ||= failed
    } else labels.push({ x, first: index + 1, last: index + 1, failed })
  })
  return html`<text class="label" x="190" y="${stepsTop + 4}">step</text>${labels.map(label => drawStep(label, bottom))}`
}

function drawStep({ x, first, last, failed }: StepLabel, bottom: number): Markup {
  const text = `${first === last ? first : `${first}–${last}`}${failed ? ' ✗' : ''}`
  const [side, anchor] = x > width - 60 ? [-3, 'end'] : [3, 'start']
  return html`<path class="step" d="M${round(x)} ${stepsTop - 8}V${bottom}"/><text class="number${failed && ' failed'}" x="${round(x + side)}" y="${stepsTop + 4}" text-anchor="${anchor}">${text}</text>`
}

function drawFaults({ faults, untilMs }: Timeline, time: TimeScale, bottom: number): Markup {
  return html`${faults.map(fault => {
    const [from, until] = [time.x(fault.fromMs), time.x(fault.untilMs ?? untilMs)]
    return html`<rect class="fault" x="${round(from)}" y="${stepsTop + 12}" width="${round(Math.max(until - from, 2))}" height="${bottom - stepsTop - 12}"><title>${fault.what}</title></rect>`
  })}`
}

function stepRows({ steps, fromMs }: Timeline): string[][] {
  const state = (status?: string) => (status === undefined ? 'not ended' : status.toLowerCase())
  return [
    ...steps.map((step, index) => [
      `step ${index + 1}`,
      `${step.what} (${state(step.status)})`,
      ...times(step, fromMs),
    ]),
  ]
}

function tableRows(rows: readonly Row[], { fromMs }: Timeline): string[][] {
  return rows.flatMap(({ name, bars, marks }) => [
    ...bars.map((bar: Bar) => [
      name,
      bar.what,
      seconds(bar.fromMs - fromMs),
      bar.open ? 'the end' : seconds(bar.untilMs - fromMs),
    ]),
    ...marks.map(({ atMs, what }) => [name, what, seconds(atMs - fromMs), '']),
  ])
}

function times({ fromMs, untilMs }: { fromMs: number; untilMs?: number }, beginMs: number): string[] {
  return [seconds(fromMs - beginMs), untilMs === undefined ? 'the end' : seconds(untilMs - beginMs)]
}

export function seconds(ms: number): string {
  return ms === 0 ? '0 s' : `${(ms / 1000).toFixed(ms < 1000 ? 2 : 1)} s`
}
