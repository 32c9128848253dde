/** The diagnosis of a scenario that did not pass: one sentence, how sure it is, and what it rests on. */
import type { ScenarioResult } from '../scenarios.ts'
import { html, type Markup } from './html.ts'

export function describeDiagnosis({ diagnosis, evidence }: ScenarioResult): Markup {
  if (diagnosis === undefined)
    return html`<p class="diagnosis"><strong>Diagnosis</strong> No rule fits what was seen; the facts below speak for themselves.</p>`
  const { sentence, confidence, restsOn } = diagnosis
  const source = (text: string) =>
    evidence.includes(text) ? html`<a href="${text}">${text}</a>` : html`${text}`
  return html`<div class="diagnosis"><p><strong>Diagnosis</strong> ${sentence}</p>
<p class="soft">Confidence: ${confidence}.${restsOn.length > 0 && ' It rests on:'}</p>${restsOn.length > 0 && html`<ul class="soft">${restsOn.map(text => html`<li>${source(text)}</li>`)}</ul>`}</div>`
}
