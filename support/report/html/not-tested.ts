/** What was not tested, and why: what the cluster lacks, what was left out, what was not selected. */
import type { RunResults } from '../results.ts'
import { html, type Markup } from './html.ts'
import { renderTable } from './tables.ts'
import { sectionHeading } from './verdict.ts'
import { plural } from './words.ts'

export function describeNotTested(results: RunResults): Markup {
  const { scenarios, notSelected } = results
  const left = scenarios.filter(({ verdict }) => verdict === 'skipped' || verdict === 'not supported')
  const table = {
    caption: 'Not put to the test in this run',
    head: ['Scenario', 'Level', 'Why', 'Reason'],
    rows: left.map(({ name, level, verdict, reason }) => [name, level, verdict, reason]),
  }
  const nothing =
    scenarios.length === 0
      ? 'Nothing at all was put to the test.'
      : 'Nothing was left out: every scenario of these features ran.'
  return html`<section aria-labelledby="not-tested">${sectionHeading('not-tested')}
${left.length + notSelected.length === 0 && html`<p>${nothing}</p>`}
${left.length > 0 && renderTable(table)}${describeNotSelected(results)}</section>`
}

/** One reason for all of them, so it is said once: a table would repeat it line for line. */
function describeNotSelected({ notSelected }: RunResults): Markup[] {
  return [...Map.groupBy(notSelected, ({ level }) => level)].map(
    ([level, members]) =>
      html`<p>The selection of this run leaves out ${plural(members.length, 'scenario')} of level <code>${level}</code>:</p>
<ul class="ids">${members.map(({ id }) => html`<li><code>${id}</code></li>`)}</ul>
`,
  )
}
