/**
 * The frame of a picture: a title, a description for those who do not see it, the drawing, what its fills mean, and a
 * table of the same data.
 *
 * Knows nothing of what is drawn.
 */
import { html, type Markup } from '../html/html.ts'
import { type Tone, toneNames } from './tones.ts'

export interface Picture {
  /** Unique on the page. */
  id: string
  title: string
  description: string
  height: number
  drawing: Markup
  /** The fills that it uses, each with what it means here. */
  legend: readonly (readonly [Tone, string])[]
  /** Marks that it uses, with what they mean. */
  marks?: readonly (readonly [string, string])[]
  table: { head: readonly string[]; rows: readonly (readonly string[])[] }
}

/** Every picture is as wide: one unit is one CSS pixel where the page has room. */
export const width = 960

export function renderPicture({
  id,
  title,
  description,
  height,
  drawing,
  legend,
  marks = [],
  table,
}: Picture): Markup {
  return html`<figure class="picture">
<figcaption>${title}</figcaption>
<div class="scroll" tabindex="0" role="group" aria-label="${title}"><svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>${drawing}</svg></div>
${legend.length > 0 && html`<ul class="legend">${legend.map(([tone, what]) => html`<li><svg class="swatch" viewBox="0 0 20 12" aria-hidden="true"><rect class="${toneNames[tone]}" x=".5" y=".5" width="19" height="11"/></svg>${what}</li>`)}${marks.map(([sign, what]) => html`<li><i>${sign}</i>${what}</li>`)}</ul>`}
<details class="data"><summary>The same as a table</summary>${renderTable(title, table)}</details>
</figure>`
}

function renderTable(title: string, { head, rows }: Picture['table']): Markup {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Table: ${title}"><table><thead><tr>${head.map(cell => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows.map(([first = '', ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map(cell => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`
}
