/** Tables and lists of terms as every section has them. Knows nothing of what is in them. */
import { html, type Markup } from './html.ts'

type Cell = string | number | Markup | undefined | false

export interface Table {
  caption: string
  head: readonly string[]
  rows: readonly (readonly Cell[])[]
  /** Indexes of columns that hold numbers. */
  numbers?: readonly number[]
}

/** The first cell of each row is its heading. A wide table scrolls by itself, also by keyboard. */
export function renderTable({ caption, head, rows, numbers = [] }: Table): Markup {
  const kind = (index: number) => numbers.includes(index) && html` class="number"`
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${head.map((cell, index) => html`<th scope="col"${kind(index)}>${cell}</th>`)}</tr></thead><tbody>${rows.map(([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell, index) => html`<td${kind(index + 1)}>${cell}</td>`)}</tr>`)}</tbody></table></div>
`
}

/**
 * Terms without a description are left out.
 * @param kind `figures`: the terms are sentences.
 */
export function renderTerms(terms: readonly (readonly [string, Cell])[], kind?: 'figures'): Markup {
  return html`<dl${kind && html` class="${kind}"`}>${terms.map(([term, text]) => text !== undefined && text !== false && html`<div><dt>${term}</dt><dd>${text}</dd></div>`)}</dl>
`
}
