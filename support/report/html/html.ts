/**
 * A template tag that escapes what it is given: text from a cluster or a feature can never become markup.
 *
 * Knows nothing of the page.
 */

import { visible } from '../visible.ts'

/** Markup that was made by `html` and needs no escaping. */
export interface Markup {
  readonly markup: string
}

type Value = string | number | Markup | undefined | false | readonly Value[]

export function html(strings: TemplateStringsArray, ...values: Value[]): Markup {
  return { markup: strings.reduce((text, part, index) => text + part + render(values[index]), '') }
}

/** Text that is markup already: the style sheet. */
export function trusted(markup: string): Markup {
  return { markup }
}

function render(value: Value): string {
  if (value === undefined || value === false) return ''
  if (Array.isArray(value)) return value.map(render).join('')
  return typeof value === 'object' && 'markup' in value ? value.markup : escapeHtml(String(value))
}

/** Control characters and direction marks are shown as what they are: they could hide or turn what is written. */
export function escapeHtml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
