/** A comparison as a page: one file that needs nothing else, in the report's own looks. */
import { openDocument } from '../html/document.ts'
import { html, type Markup } from '../html/html.ts'
import { renderTable } from '../html/tables.ts'
import { markOf } from '../html/words.ts'
import type { ComparedRun, RunComparison } from './compare-runs.ts'
import { amount } from './diff-text.ts'

export function diffAsPage(comparison: RunComparison): string {
  const { before, after } = comparison
  const title = `${before.runId} and ${after.runId}`
  return html`${openDocument({ title: `${title} · stateproof`, skip: 'Skip to the comparison' })}<header><p>Comparison of two runs <span>stateproof</span></p></header>
<main id="main">
${conclusion(comparison)}${runs(before, after)}${likeness(comparison)}${verdicts(comparison)}${figures(comparison)}
</main>
</body>
</html>
`.markup
}

function conclusion({ regressions, open }: RunComparison): Markup {
  const [tone, words] =
    regressions.length > 0
      ? (['failed', 'Something got worse'] as const)
      : open.length > 0
        ? (['inconclusive', 'No regression is seen, and not everything can be said'] as const)
        : (['passed', 'Nothing got worse'] as const)
  const list = [...regressions, ...open]
  return html`<section class="verdict ${tone}" aria-labelledby="verdict">
<h1 id="verdict"><span class="mark" aria-hidden="true">${markOf(tone)}</span> ${words}</h1>
${list.length > 0 && html`<ul class="reasons">${list.map(line => html`<li>${line}</li>`)}</ul>`}
</section>`
}

function runs(before: ComparedRun, after: ComparedRun): Markup {
  const rows: [string, string, string][] = [
    ['Run', before.runId, after.runId],
    ['Began', before.startedAt, after.startedAt],
    ['Cluster', before.context, after.context],
    ['Kubernetes', before.version, after.version],
    ['Scenarios', String(before.scenarios), String(after.scenarios)],
    ['Verdict', before.verdict, after.verdict],
  ]
  return html`<h2>The two runs</h2>${renderTable({ caption: 'A is the earlier one, B is held against it.', head: ['', 'A', 'B'], rows })}`
}

function likeness({ alike, facts, onlyBefore, onlyAfter }: RunComparison): Markup {
  if (alike) return html`<h2>Like with like</h2><p>Yes: the same cluster, tools and scenarios.</p>`
  const rows = facts.map(({ name, before = '', after = '' }) => [name, before, after])
  const only = [...onlyBefore.map(id => `only in A: ${id}`), ...onlyAfter.map(id => `only in B: ${id}`)]
  return html`<h2>Like with like</h2><p>No: figures of the two are shown and not judged.</p>${rows.length > 0 && renderTable({ caption: 'What differs.', head: ['Fact', 'A', 'B'], rows })}${only.length > 0 && html`<ul>${only.map(line => html`<li>${line}</li>`)}</ul>`}`
}

function verdicts({ verdicts }: RunComparison): Markup {
  const rows = verdicts.map(({ kind, id, level, before, after, reason }) => [
    id,
    level,
    before,
    after,
    kind,
    reason,
  ])
  const head = ['Scenario', 'Level', 'A', 'B', 'Change', 'Reason']
  return html`<h2>Verdicts that changed</h2>${rows.length === 0 ? html`<p>None.</p>` : renderTable({ caption: 'Each row is one scenario.', head, rows })}`
}

function figures({ figures }: RunComparison): Markup {
  const rows = figures.map(({ id, name, unit, before, after, limit, noise, direction }) => [
    `${id}: ${name}`,
    amount(before, unit),
    amount(after, unit),
    limit === undefined ? '' : amount(limit, unit),
    amount(noise, unit),
    direction,
  ])
  const head = ['Figure', 'A', 'B', 'Limit', 'Noise', 'Change']
  return html`<h2>Figures that moved beyond their noise</h2>${rows.length === 0 ? html`<p>None.</p>` : renderTable({ caption: 'Noise is how far a figure may move and mean nothing.', head, rows })}`
}
