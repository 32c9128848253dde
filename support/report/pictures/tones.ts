/**
 * How a bar is filled: each tone differs from the others in pattern and in lightness and not in hue alone, so that it is
 * told apart in print, in forced colours, and by those who do not see hues.
 *
 * Knows nothing of what the tones stand for.
 */
import { html, type Markup } from '../html/html.ts'

/** Kept, under way, not begun, leaving, broken, and two that only tell one answer from the next; `gap`: nobody saw. */
export type Tone = 'kept' | 'under way' | 'waiting' | 'leaving' | 'broken' | 'one' | 'two' | 'gap'

/** Class names in the style sheet. */
export const toneNames: Record<Tone, string> = {
  kept: 'k',
  'under way': 'u',
  waiting: 'w',
  leaving: 'l',
  broken: 'b',
  one: 'o',
  two: 'v',
  gap: 'g',
}

const pattern = (id: string, size: number, drawing: string, turned = 0): Markup =>
  html`<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse" patternTransform="rotate(${turned})"><rect class="ground" width="${size}" height="${size}"/><path class="ink" d="${drawing}"/></pattern>`

/** To be put on the page once, before the first picture. */
export function renderPatterns(): Markup {
  return html`<svg class="defs" width="0" height="0" aria-hidden="true"><defs>${[
    pattern('f-u', 5, 'M0 0V5', 45),
    pattern('f-w', 5, 'M1.5 1.5h1.5v1.5h-1.5z'),
    pattern('f-l', 4, 'M0 0V4'),
    pattern('f-b', 6, 'M0 0L6 6M6 0L0 6'),
    pattern('f-o', 6, 'M2.5 2.5h1v1h-1z'),
    pattern('f-v', 4, 'M0 0H4'),
    pattern('f-g', 8, 'M0 0V8', -45),
  ]}</defs></svg>`
}
