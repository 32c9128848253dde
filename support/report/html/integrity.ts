/** What vouches for the page: what was hidden in the evidence, and the checksums of what it was made from. */

import type { RunResults } from '../results.ts'
import { html, type Markup } from './html.ts'
import type { PageFacts } from './page-facts.ts'
import { renderTable } from './tables.ts'
import { sectionHeading } from './verdict.ts'

export function describeRedactions({ redactions, scenarios }: RunResults): Markup {
  return html`<section aria-labelledby="redactions">${sectionHeading('redactions')}
${listRedactions(
  redactions,
  scenarios.some(({ evidence }) => evidence.length > 0),
)}</section>`
}

function listRedactions(redactions: RunResults['redactions'], hasEvidence: boolean): Markup {
  if (!hasEvidence) return html`<p>No evidence was kept, so nothing was redacted.</p>`
  if (redactions === undefined)
    return html`<p>The record does not list redactions. Objects of kind Secret are never read.</p>`
  if (redactions.length === 0) return html`<p>Nothing that a rule looks for was found in the evidence.</p>`
  return renderTable({
    caption: 'Replaced in the evidence before it was written',
    head: ['Rule', 'File', 'Times'],
    rows: redactions.map(({ rule, path, count }) => [rule, html`<code>${path}</code>`, count]),
    numbers: [2],
  })
}

/** More lines than this are looked up in SHA256SUMS, not read on a page. */
const mostHashes = 200

export function describeHashes({ hashes }: PageFacts): Markup {
  const lines = [...hashes].map(([path, hash]) => `${hash}  ${path}`)
  const more = lines.length > mostHashes ? `\n… and ${lines.length - mostHashes} more in SHA256SUMS` : ''
  return html`<section aria-labelledby="hashes">${sectionHeading('hashes')}
<p>SHA-256 of the record and the evidence that this page was made from. SHA256SUMS has those of the reports, too.</p>
<pre>${lines.slice(0, mostHashes).join('\n')}${more}</pre></section>`
}
