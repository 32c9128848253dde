/**
 * Recovery: for each promise the time from what broke it until it was kept again, beside the limit that the feature
 * states. Every bar begins at its own beginning, so that lengths compare.
 */
import { html, type Markup } from '../html/html.ts'
import type { Recovery } from '../timeline/recovery.ts'
import type { Picture } from './picture.ts'
import { barHeight, drawAxis, labelWidth, round, rowHeight, type TimeScale, timeScale } from './rows.ts'
import { seconds } from './timeline-picture.ts'
import { type Tone, toneNames } from './tones.ts'

const top = 6
/** Names of promises are sentences; they stand above their bars. */
const textHeight = 18
const height = textHeight + rowHeight
const mostRows = 24

/** @param untilMs when the record ended: so far a promise that was not kept again was broken. */
export function recoveryPicture(
  recoveries: readonly Recovery[],
  { id, untilMs }: { id: string; untilMs: number },
): Picture | undefined {
  if (recoveries.length === 0) return undefined
  const drawn = recoveries.slice(0, mostRows)
  const longest = Math.max(...drawn.map(one => Math.max(lengthOf(one, untilMs), one.limitMs ?? 0)))
  const time = timeScale(0, longest * 1.04)
  const bottom = top + drawn.length * height
  const tones = new Set(recoveries.map(toneOf))
  return {
    id,
    title: 'How soon each promise was kept again',
    description: describe(recoveries, drawn.length),
    height: bottom + 26,
    drawing: html`${drawAxis(time, top, bottom)}${drawn.map((one, index) => drawRecovery(one, untilMs, time, top + index * height))}`,
    legend: legend.filter(([tone]) => tones.has(tone)),
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
  const length = time.x(lengthOf(one, untilMs)) - labelWidth
  const limit = one.limitMs === undefined ? undefined : round(time.x(one.limitMs))
  const barTop = y + textHeight
  const value =
    one.untilMs === undefined
      ? `not within ${seconds(untilMs - one.fromMs)}`
      : seconds(one.untilMs - one.fromMs)
  return html`<text class="promise" x="${labelWidth}" y="${y + 14}">${one.promise}</text><text class="label" x="${labelWidth - 10}" y="${barTop + 11}">${value}</text><rect class="${toneNames[toneOf(one)]}" x="${labelWidth}" y="${barTop + 1}" width="${round(Math.max(length, 1))}" height="${barHeight}"/>${limit !== undefined && html`<path class="limit" d="M${limit} ${barTop - 4}V${barTop + 18}"/><text class="limit-name" x="${limit - 4}" y="${y + 14}">limit ${seconds(one.limitMs ?? 0)}</text>`}`
}

function toneOf({ fromMs, untilMs, limitMs }: Recovery): Tone {
  if (untilMs === undefined) return 'broken'
  return limitMs !== undefined && untilMs - fromMs > limitMs ? 'broken' : 'kept'
}

function lengthOf({ fromMs, untilMs }: Recovery, endMs: number): number {
  return Math.max((untilMs ?? endMs) - fromMs, 0)
}

function rowOf(one: Recovery, untilMs: number): string[] {
  const { promise, since, fromMs, limitMs } = one
  const kept =
    one.untilMs === undefined ? `not within ${seconds(untilMs - fromMs)}` : seconds(one.untilMs - fromMs)
  return [promise, since, kept, limitMs === undefined ? 'none stated' : seconds(limitMs)]
}
