/**
 * The evidence of a failure, as text on the page, so that the page can be filed and printed without its folder; and what
 * could not be got, with the reason.
 */
import { z } from 'zod'
import type { ScenarioResult } from '../scenarios.ts'
import { html, type Markup } from './html.ts'
import type { PageFacts } from './page-facts.ts'

/** What the page reads of `index.json`, which says what is there and what is not. */
const indexSchema = z.object({
  files: z
    .array(z.object({ file: z.string(), what: z.string(), cutFrom: z.number().optional() }))
    .default([]),
  missing: z.array(z.object({ what: z.string(), why: z.string() })).default([]),
  leftOut: z.array(z.object({ what: z.string(), why: z.string() })).default([]),
})
type Index = z.output<typeof indexSchema>

export function* describeEvidence(page: PageFacts, { id, evidence }: ScenarioResult): Generator<Markup> {
  if (evidence.length === 0) return yield html`<p class="soft">No evidence was kept.</p>`
  const folder = `evidence/${id}/`
  const indexPath = `${folder}index.json`
  const index = evidence.includes(indexPath) ? readIndex(page.evidence(indexPath).text) : undefined
  yield html`<h4>Evidence</h4>\n`
  for (const path of evidence.filter(path => path !== indexPath))
    yield describeFile(page, path, whatIs(path.slice(folder.length), index))
  if (index !== undefined) yield describeAbsent(index)
}

/** An index that cannot be read is none: the files speak for themselves. */
function readIndex(text: string): Index | undefined {
  try {
    return indexSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function whatIs(file: string, index: Index | undefined): Markup {
  const entry = index?.files.find(candidate => candidate.file === file)
  if (entry === undefined) return html`${file}`
  const cut = entry.cutFrom === undefined ? '' : `, cut from ${entry.cutFrom} bytes`
  return html`${entry.what} <span class="soft">${file}${cut}</span>`
}

function describeFile(page: PageFacts, path: string, name: Markup): Markup {
  const { text, leftOutBytes } = page.evidence(path)
  const note =
    leftOutBytes > 0 &&
    html` <span class="soft">${leftOutBytes} bytes in the middle are only in the file</span>`
  return html`<details class="evidence"><summary>${name}${note}</summary><p class="soft"><a href="${path}">${path}</a></p><pre>${text}</pre></details>
`
}

function describeAbsent({ missing, leftOut }: Index): Markup {
  const list = (title: string, items: Index['missing']) =>
    items.length > 0 &&
    html`<p>${title}</p><ul class="soft">${items.map(({ what, why }) => html`<li>${what}: ${why}</li>`)}</ul>`
  return html`${list('What could not be got:', missing)}${list('What was left out:', leftOut)}`
}
