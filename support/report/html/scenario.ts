/** One scenario on the page: in full when it went wrong, folded otherwise. */
import type { Figure } from '../../record.ts'
import type { ScenarioResult, StepResult } from '../scenarios.ts'
import { html, type Markup } from './html.ts'
import { markOf, toneOf } from './words.ts'

export function describeProblem(scenario: ScenarioResult): Markup {
  const { id, name, feature, verdict, reason, failure, evidence } = scenario
  const facts: [string, string | undefined][] = [
    ['Expected', failure?.expected],
    ['Got', failure?.got],
    ['On', failure?.on],
    ['What to do', failure?.hint],
  ]
  return html`<section class="problem ${toneOf(verdict)}" aria-label="${name}">
<h3><span class="mark">${markOf(verdict)} ${verdict}</span> ${name}</h3>
<p class="soft">${feature} · <code>${id}</code></p>
<p>${reason}</p>
<dl>${facts.map(([title, value]) => value !== undefined && html`<dt>${title}</dt><dd>${value}</dd>`)}</dl>
${failure?.blockedBy !== undefined && failure.blockedBy.length > 0 && html`<p>In the way at that moment:</p><ul>${failure.blockedBy.map(line => html`<li>${line}</li>`)}</ul>`}
${steps(scenario)}
${evidence.length > 0 && html`<p>Evidence: ${evidence.map(path => html`<a href="${path}">${path.split('/').slice(-1)[0]}</a> `)}</p>`}
</section>`
}

export function describeScenario(scenario: ScenarioResult): Markup {
  const { name, verdict, seconds, figures, id, attempts } = scenario
  return html`<details><summary><span class="mark ${toneOf(verdict)}">${markOf(verdict)} ${verdict}</span> ${name} <span class="soft">${seconds.toFixed(1)} s</span></summary>
<p class="soft"><code>${id}</code>${attempts.length > 1 && html` · ${attempts.length} attempts`}</p>
${steps(scenario)}
${figures.length > 0 && html`<dl>${figures.map(({ name, value, unit, limit }) => html`<dt>${name}</dt><dd>${value} ${unitOf(unit)}${limit !== undefined && html` <span class="soft">(limit ${limit} ${unitOf(unit)})</span>`}</dd>`)}</dl>`}
</details>`
}

function steps({ attempts }: ScenarioResult): Markup {
  const own = attempts.at(-1)?.steps.filter(({ hook }) => !hook) ?? []
  return html`<ol class="steps">${own.map(describeStep)}</ol>`
}

function describeStep({ keyword, text, status, table, seconds }: StepResult): Markup {
  const verdict = status === 'PASSED' ? 'passed' : status === 'FAILED' ? 'failed' : 'skipped'
  const word = status === 'PASSED' ? '' : ` (${status.toLowerCase()})`
  return html`<li class="${verdict}" data-mark="${markOf(verdict)}"><span class="keyword">${keyword}</span> ${text}<span class="soft">${word} ${seconds >= 0.1 && `${seconds.toFixed(1)} s`}</span>${table !== undefined && tableOf(table)}</li>`
}

function tableOf([head = [], ...rows]: string[][]): Markup {
  return html`<div class="scroll"><table><thead><tr>${head.map(cell => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows.map(cells => html`<tr>${cells.map(cell => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`
}

/** A count needs no unit: what is counted is the figure's name. */
function unitOf(unit: Figure['unit']): string {
  return unit === 'count' ? '' : unit
}
