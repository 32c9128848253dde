/** What vouches for the page: what was hidden in the evidence, and the checksums of what it was made from. */

import type { RunResults } from '../results.ts'
import { html, type Markup } from './html.ts'
import type { PageFacts } from './page-facts.ts'
import { renderTable } from './tables.ts'
import { sectionHeading } from './verdict.ts'

export function describeRedactions({ redactions }: RunResults): Markup {
  return html`<section aria-labelledby="redactions">${sectionHeading('redactions')}
${listRedactions(redactions)}</section>`
}

function listRedactions(redactions: RunResults['redactions']): Markup {
  if (redactions === undefined)
    return html`<p>The record does not say. Objects of kind Secret are never read.</p>`
  if (redactions.length === 0)
    return html`<p>Nothing: no mark of a redaction stands in the record or in the evidence. Objects of kind Secret are never read.</p>`
  return renderTable({
    caption: 'Replaced before it was written; the value is nowhere in the run’s folder',
    head: ['What', 'File', 'Lines', 'Times'],
    rows: redactions.map(({ kind, file, count, lines = [] }) => [
      kind,
      html`<code>${file}</code>`,
      lines.length === 0 ? '' : `${lines.join(', ')}${count > lines.length ? ' …' : ''}`,
      count,
    ]),
    numbers: [3],
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
