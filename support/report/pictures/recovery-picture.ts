/**
 * Recovery: for each promise the time from what broke it until it was kept again, beside the limit that the feature
 * states. Every bar begins at its own beginning, so that lengths compare.
 */
import { html, type Markup } from '../html/html.ts'
import type { Recovery } from '../timeline/recovery.ts'
import { type Picture, width } from './picture.ts'
import { barHeight, drawAxis, round, rowHeight, type TimeScale, timeScale } from './rows.ts'
import { seconds } from './timeline-picture.ts'
import { type Tone, toneNames } from './tones.ts'

const top = 6
const textHeight = 18
const height = textHeight + rowHeight
const mostRows = 24
/** Promises are sentences and stand above their bars, which need no column for labels. */
const left = 12
/** Of a figure in the pictures' size, generously. */
const letterWidth = 8

/** @param untilMs when the record ended: so far a promise that was not kept again was broken. */
export function recoveryPicture(
  recoveries: readonly Recovery[],
  { id, untilMs }: { id: string; untilMs: number },
): Picture | undefined {
  if (recoveries.length === 0) return undefined
  const drawn = recoveries.slice(0, mostRows)
  const longest = Math.max(...drawn.map(one => Math.max(lengthOf(one, untilMs), one.limitMs ?? 0)))
  const time = timeScale(0, longest * 1.02, left)
  const bottom = top + drawn.length * height
  const tones = new Set(recoveries.map(toneOf))
  const hasLimit = drawn.some(({ limitMs }) => limitMs !== undefined)
  return {
    id,
    title: 'How soon each promise was kept again',
    description: describe(recoveries, drawn.length),
    height: bottom + 26,
    drawing: html`${drawAxis(time, top, bottom)}${drawn.map((one, index) => drawRecovery(one, untilMs, time, top + index * height))}`,
    legend: legend.filter(([tone]) => tones.has(tone)),
    marks: hasLimit ? [['|', 'the limit that the feature states']] : [],
    table: {
      head: ['Promise', 'Counted from', 'Kept again after', 'Limit'],
      rows: recoveries.map(one => rowOf(one, untilMs)),
    },
  }
}

const legend: readonly (readonly [Tone, string])[] = [
  ['kept', 'kept again'],
  ['broken', 'not kept again, or later than the limit'],
]

function describe(recoveries: readonly Recovery[], drawn: number): string {
  const limits = recoveries.filter(({ limitMs }) => limitMs !== undefined)
  const late = recoveries.filter(one => toneOf(one) === 'broken')
  const more = recoveries.length > drawn ? ` The first ${drawn} are drawn.` : ''
  return `${recoveries.length} promises, ${limits.length} with a limit stated in the feature; ${late.length} not kept again in time.${more} The table below has the same data.`
}

function drawRecovery(one: Recovery, untilMs: number, time: TimeScale, y: number): Markup {
  const until = round(Math.max(time.x(lengthOf(one, untilMs)), left + 1))
  const limit = one.limitMs === undefined ? undefined : round(time.x(one.limitMs))
  const barTop = y + textHeight
  const text = withLimit(one, untilMs)
  // Beside the bar, or at its end where no room is left beside it.
  const value =
    until + text.length * letterWidth < width
      ? html`<text x="${until + 6}" y="${barTop + 11}">${text}</text>`
      : html`<text class="label" x="${width - 16}" y="${y + 14}">${text}</text>`
  return html`<text x="${left}" y="${y + 14}">${one.promise}</text><rect class="${toneNames[toneOf(one)]}" x="${left}" y="${barTop + 1}" width="${round(until - left)}" height="${barHeight}"/>${value}${limit !== undefined && html`<path class="limit" d="M${limit} ${barTop - 3}V${barTop + 17}"/>`}`
}

function keptAfter({ fromMs, untilMs }: Recovery, endMs: number): string {
  return untilMs === undefined ? `not within ${seconds(endMs - fromMs)}` : seconds(untilMs - fromMs)
}

function withLimit(one: Recovery, endMs: number): string {
  return `${keptAfter(one, endMs)}${one.limitMs === undefined ? '' : `, limit ${seconds(one.limitMs)}`}`
}

function toneOf({ fromMs, untilMs, limitMs }: Recovery): Tone {
  if (untilMs === undefined) return 'broken'
  return limitMs !== undefined && untilMs - fromMs > limitMs ? 'broken' : 'kept'
}

function lengthOf({ fromMs, untilMs }: Recovery, endMs: number): number {
  return Math.max((untilMs ?? endMs) - fromMs, 0)
}

function rowOf(one: Recovery, untilMs: number): string[] {
  const { promise, since, limitMs } = one
  return [promise, since, keptAfter(one, untilMs), limitMs === undefined ? 'none stated' : seconds(limitMs)]
}
