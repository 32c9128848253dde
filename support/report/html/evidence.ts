/** The evidence of a failure, as text on the page, so that the page can be filed and printed without its folder. */
import type { ScenarioResult } from '../scenarios.ts'
import { html, type Markup } from './html.ts'
import type { PageFacts } from './page-facts.ts'

export function* describeEvidence(page: PageFacts, { id, evidence }: ScenarioResult): Generator<Markup> {
  if (evidence.length === 0) return yield html`<p class="soft">No evidence was kept.</p>`
  yield html`<h4>Evidence</h4>\n`
  for (const path of evidence) yield describeFile(page, path, path.replace(`evidence/${id}/`, ''))
}

function describeFile(page: PageFacts, path: string, name: string): Markup {
  const { text, leftOutBytes } = page.evidence(path)
  const note =
    leftOutBytes > 0 &&
    html` <span class="soft">${leftOutBytes} bytes in the middle are only in the file</span>`
  return html`<details class="evidence"><summary>${name}${note}</summary><p class="soft"><a href="${path}">${path}</a></p><pre>${text}</pre></details>
`
}
