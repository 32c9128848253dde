/** What was not tested, and why: what the cluster lacks, what was left out, what was not selected. */
import type { RunResults } from '../results.ts'
import { html, type Markup } from './html.ts'
import { renderTable } from './tables.ts'
import { sectionHeading } from './verdict.ts'

export function describeNotTested({ scenarios, notSelected }: RunResults): Markup {
  const left = scenarios.filter(({ verdict }) => verdict === 'skipped' || verdict === 'not supported')
  const rows = [
    ...left.map(({ name, level, verdict, reason }) => [name, level, verdict, reason]),
    ...notSelected.map(({ id }) => [
      html`<code>${id}</code>`,
      '',
      'not selected',
      'the selection of this run leaves it out',
    ]),
  ]
  const nothing =
    scenarios.length === 0
      ? 'Nothing at all was put to the test.'
      : 'Nothing was left out: every scenario of these features ran.'
  const table = {
    caption: 'Not put to the test in this run',
    head: ['Scenario', 'Level', 'Why', 'Reason'],
    rows,
  }
  return html`<section aria-labelledby="not-tested">${sectionHeading('not-tested')}
${rows.length > 0 ? renderTable(table) : html`<p>${nothing}</p>`}</section>`
}
