/** A scenario's own words: its feature, rule, steps and tables, each step with how it went. */
import type { ScenarioResult, StepResult } from '../scenarios.ts'
import { html, type Markup } from './html.ts'
import { markOf } from './words.ts'

/** Only the last attempt's; earlier ones are told by their reason. */
export function describeGherkin({ attempts, rule, name, uri, line }: ScenarioResult): Markup {
  const own = attempts.at(-1)?.steps.filter(({ hook }) => !hook) ?? []
  return html`<div class="gherkin">${rule !== undefined && html`<p><b>Rule</b> ${rule}</p>`}<p><b>Scenario</b> ${name} <span class="soft">${uri}:${line}</span></p>
<ol>${own.map(describeStep)}</ol>${earlierAttempts(attempts)}</div>
`
}

/** The step at which the scenario broke, if one did. */
export function failedStepOf({ attempts }: ScenarioResult): StepResult | undefined {
  return attempts
    .at(-1)
    ?.steps.find(({ hook, status }) => !hook && status !== 'PASSED' && status !== 'SKIPPED')
}

function describeStep({ keyword, text, status, table, block, seconds }: StepResult): Markup {
  const verdict = status === 'PASSED' ? 'passed' : status === 'SKIPPED' ? 'skipped' : 'failed'
  const word = status === 'PASSED' ? '' : ` ${status.toLowerCase()}`
  const time = seconds >= 0.1 ? ` ${seconds.toFixed(1)} s` : ''
  return html`<li class="${verdict}"><span class="mark" aria-hidden="true">${markOf(verdict)}</span> <b>${keyword}</b> ${text}<span class="soft">${word}${time}</span>${table !== undefined && tableOf(table)}${block !== undefined && html`<pre>${block}</pre>`}</li>`
}

function tableOf([head = [], ...rows]: string[][]): Markup {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Table of the step"><table><thead><tr>${head.map(cell => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${rows.map(cells => html`<tr>${cells.map(cell => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`
}

function earlierAttempts(attempts: ScenarioResult['attempts']): Markup | false {
  const earlier = attempts.slice(0, -1)
  return (
    earlier.length > 0 &&
    html`<p>Earlier attempts:</p><ul>${earlier.map(({ verdict, reason }) => html`<li>${verdict}: ${reason}</li>`)}</ul>`
  )
}
