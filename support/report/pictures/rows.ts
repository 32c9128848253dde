/**
 * The rows of a picture over time, and how they are drawn: bars, marks, the axis below, the steps above. The table of the
 * same data is made from the same rows.
 *
 * Knows nothing of Pods, names or writes.
 */
import { scaleLinear } from 'd3-scale'
import { html, type Markup } from '../html/html.ts'
import { width } from './picture.ts'
import { type Tone, toneNames } from './tones.ts'

export interface Bar {
  fromMs: number
  untilMs: number
  tone: Tone
  what: string
  /** It went on when the record ended. */
  open?: boolean
}

export interface Mark {
  atMs: number
  what: string
  shape: 'ready' | 'deleted' | 'warning'
}

export interface Row {
  /** Short, for the picture. */
  label: string
  /** In full, for the table. */
  name: string
  bars: Bar[]
  marks: Mark[]
}

export const labelWidth = 200
export const rowHeight = 22
export const barHeight = 12
const rightMargin = 16

/** From ms since the beginning to x. */
export type TimeScale = ReturnType<typeof timeScale>

/** @param left where it begins, beside the labels or without them. */
export function timeScale(fromMs: number, untilMs: number, left = labelWidth) {
  const seconds = Math.max((untilMs - fromMs) / 1000, 0.1)
  const scale = scaleLinear([0, seconds], [left, width - rightMargin])
  return { fromMs, untilMs, ticks: scale.ticks(8), x: (ms: number) => scale((ms - fromMs) / 1000), scale }
}

export function drawRows(rows: readonly Row[], time: TimeScale, top: number): Markup {
  return html`${rows.map((row, index) => drawRow(row, time, top + index * rowHeight))}`
}

function drawRow({ label, bars, marks }: Row, time: TimeScale, y: number): Markup {
  const middle = y + rowHeight / 2
  return html`<text class="label" x="${labelWidth - 10}" y="${middle + 4}">${shorten(label)}</text>${bars.map(bar => drawBar(bar, time, middle - barHeight / 2))}${marks.map(mark => drawMark(mark, time, middle))}`
}

function drawBar({ fromMs, untilMs, tone, what }: Bar, time: TimeScale, y: number): Markup {
  const [from, until] = [time.x(fromMs), time.x(untilMs)]
  // What lasted for no time at all must show all the same.
  return html`<rect class="${toneNames[tone]}" x="${round(from)}" y="${y}" width="${round(Math.max(until - from, 2))}" height="${barHeight}"><title>${what}</title></rect>`
}

const shapes: Record<Mark['shape'], string> = {
  ready: 'M0-7V7',
  deleted: 'M-4-4L4 4M4-4L-4 4',
  warning: 'M0-6L6 5H-6z',
}

function drawMark({ atMs, what, shape }: Mark, time: TimeScale, middle: number): Markup {
  // On a bar of any fill it stands out by a rim.
  return html`<g transform="translate(${round(time.x(atMs))} ${middle})"><path class="rim" d="${shapes[shape]}"/><path class="m-${shape}" d="${shapes[shape]}"/><title>${what}</title></g>`
}

/** Ticks in seconds since the beginning, with a line through all rows. */
export function drawAxis({ ticks, scale }: TimeScale, top: number, bottom: number): Markup {
  return html`${ticks.map(tick => html`<path class="grid" d="M${round(scale(tick))} ${top}V${bottom}"/><text class="tick" x="${round(scale(tick))}" y="${bottom + 16}">${tick} s</text>`)}`
}

export function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** As many letters as the label's column holds; the table has the whole. */
const mostLetters = 27

function shorten(label: string): string {
  const letters = [...label]
  if (letters.length <= mostLetters) return label
  return `${letters.slice(0, mostLetters - 11).join('')}…${letters.slice(-10).join('')}`
}
