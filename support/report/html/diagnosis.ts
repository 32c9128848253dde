/** The diagnosis of a scenario that did not pass: one sentence, how sure it is, and what it rests on. */
import type { Ground } from '../../diagnosis/diagnosis.ts'
import type { ScenarioResult } from '../scenarios.ts'
import { html, type Markup } from './html.ts'

export function describeDiagnosis({ diagnosis }: ScenarioResult): Markup {
  if (diagnosis === undefined)
    return html`<p class="diagnosis"><strong>Diagnosis</strong> No rule fits what was seen; the facts below speak for themselves.</p>`
  const { sentence, confidence, restsOn } = diagnosis
  return html`<div class="diagnosis"><p><strong>Diagnosis</strong> ${sentence}</p>
<p class="soft">Confidence: ${confidence}.${restsOn.length > 0 && ' It rests on:'}</p>${restsOn.length > 0 && html`<ul class="soft">${restsOn.map(describeGround)}</ul>`}</div>`
}

function describeGround(ground: Ground): Markup {
  const where =
    'file' in ground
      ? html`<a href="${ground.file}">${ground.file}</a>`
      : html`<a href="journal.ndjson">journal.ndjson</a>, line ${ground.journalLine}`
  return html`<li>${ground.what} <span class="source">${where}</span></li>`
}
