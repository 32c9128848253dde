/** Every scenario with its figures and pictures, folded, by feature. */
import type { ScenarioResult } from '../scenarios.ts'
import { isProblem } from '../verdicts.ts'
import { describeFigures } from './figures.ts'
import { describeGherkin } from './gherkin.ts'
import { html, type Markup } from './html.ts'
import { anchorOf, mostPicturedScenarios, type PageFacts } from './page-facts.ts'
import { describePictures } from './scenario-pictures.ts'
import { sectionHeading } from './verdict.ts'
import { byFeature, markOf, plural, toneOf } from './words.ts'

export function* describeEveryScenario(page: PageFacts): Generator<Markup> {
  const { scenarios } = page.results
  yield html`<section aria-labelledby="scenarios">${sectionHeading('scenarios')}\n`
  if (scenarios.length === 0) yield html`<p>There is none.</p>`
  if (!isPictured(page))
    yield html`<p>Of more than ${mostPicturedScenarios} scenarios only those that did not pass are drawn; the journal has the others.</p>`
  for (const [feature, own] of byFeature(scenarios)) {
    const about = (own[0]?.description ?? '').split(/\n{2,}/).filter(Boolean)
    yield html`<h3>${feature}</h3>${about.map(text => html`<p class="about">${text}</p>`)}\n`
    for (const scenario of own) yield describeScenario(page, scenario)
  }
  yield html`</section>`
}

function isPictured({ results }: PageFacts): boolean {
  return results.scenarios.length <= mostPicturedScenarios
}

/** What went wrong is told in full above, once. */
function describeScenario(page: PageFacts, scenario: ScenarioResult): Markup {
  const { name, verdict, seconds, id, level, attempts, reason } = scenario
  const isAbove = isProblem(scenario)
  const anchor = anchorOf('s', page.results, scenario)
  return html`<details id="${anchor}"><summary><span class="mark ${toneOf(verdict)}">${markOf(verdict)} ${verdict}</span> ${name} <span class="soft time">${seconds.toFixed(1)} s</span></summary>
<p class="soft">${level} · <code>${id}</code>${attempts.length > 1 && ` · ${plural(attempts.length, 'attempt')}`}</p>
${isAbove ? html`<p><a href="#${anchorOf('f', page.results, scenario)}">What went wrong</a></p>` : reason !== '' && html`<p>${reason}</p>`}
${!isAbove && html`${describeGherkin(scenario)}${describeFigures(scenario)}${verdict === 'passed' && isPictured(page) && describePictures(page, scenario, anchor)}`}</details>
`
}
