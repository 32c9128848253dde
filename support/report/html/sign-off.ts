/** Who accepts the result, and what was waived: a form, for paper or a document system. */
import type { RunResults } from '../results.ts'
import { html, type Markup } from './html.ts'
import { renderTable } from './tables.ts'
import { sectionHeading } from './verdict.ts'

/** Lines left free for what nobody foresaw. */
const freeLines = 2
/** Where more went wrong than this, nobody waives them one by one. */
const mostWaivers = 20

export function describeSignOff({ scenarios, verdict }: RunResults): Markup {
  const open = scenarios
    .filter(({ level, verdict }) => level === 'must' && verdict !== 'passed')
    .slice(0, mostWaivers)
  const blank = html`&nbsp;`
  const waivers = [
    ...open.map(({ id, verdict }) => [html`<code>${id}</code>, ${verdict}`, blank, blank, blank]),
    ...Array.from({ length: freeLines }, () => [blank, blank, blank, blank]),
  ]
  const signatures = ['Tested by', 'Accepted by', 'Owner of the cluster'].map(role => [
    role,
    blank,
    blank,
    blank,
  ])
  return html`<section class="sign-off" aria-labelledby="sign-off">${sectionHeading('sign-off')}
<p>The verdict of the run is <strong>${verdict}</strong>. A waiver does not change it; it says who lives with what, why, and until when.</p>
${renderTable({ caption: 'Waivers', head: ['What is waived', 'Why', 'Until', 'By, and when'], rows: waivers })}${renderTable({ caption: 'Sign-off', head: ['Role', 'Name', 'Date', 'Signature'], rows: signatures })}</section>`
}
