/**
 * What went wrong: each scenario that failed or could not be judged, in full, with everything that explains it. It is
 * read by someone who was not there.
 */
import type { ScenarioResult } from '../scenarios.ts'
import { problemsIn } from '../verdicts.ts'
import { describeDiagnosis } from './diagnosis.ts'
import { describeEvidence } from './evidence.ts'
import { describeFigures } from './figures.ts'
import { describeGherkin, failedStepOf } from './gherkin.ts'
import { html, type Markup } from './html.ts'
import { anchorOf, type PageFacts } from './page-facts.ts'
import { describePictures } from './scenario-pictures.ts'
import { renderTerms } from './tables.ts'
import { sectionHeading } from './verdict.ts'
import { markOf, toneOf } from './words.ts'

export function* describeFailures(page: PageFacts): Generator<Markup> {
  const problems = problemsIn(page.results.scenarios)
  yield html`<section aria-labelledby="failures">${sectionHeading('failures')}\n`
  if (problems.length === 0) yield html`<p>Nothing.</p>`
  for (const scenario of problems) yield* describeFailure(page, scenario)
  yield html`</section>`
}

function* describeFailure(page: PageFacts, scenario: ScenarioResult): Generator<Markup> {
  const { name, verdict, level, id, feature } = scenario
  const anchor = anchorOf('f', page.results, scenario)
  yield html`<article class="failure ${toneOf(verdict)}" aria-labelledby="${anchor}">
<h3 id="${anchor}"><span class="mark">${markOf(verdict)} ${verdict}</span> ${name}</h3>
<p class="soft">${feature} · ${level} · <code>${id}</code></p>
${describeDiagnosis(scenario)}${facts(scenario)}${describeGherkin(scenario)}
`
  yield describePictures(page, scenario, anchor)
  yield describeFigures(scenario)
  yield* describeEvidence(page, scenario)
  yield html`</article>`
}

/** The failing step, what was expected, what was last seen. */
function facts(scenario: ScenarioResult): Markup {
  const { failure, reason } = scenario
  const step = failedStepOf(scenario)
  const blockers = failure?.blockedBy ?? []
  const isTold = failure?.what !== undefined && reason.includes(failure.what)
  return renderTerms([
    ['Failing step', step && `${step.keyword} ${step.text}`],
    // The reason is made of what follows, where that is known.
    isTold ? ['Could not', failure?.what] : ['Reason', html`<span class="lines">${reason}</span>`],
    ['On', failure?.on],
    ['Expected', failure?.expected],
    ['Last seen', failure?.got !== undefined && html`<span class="lines">${failure.got}</span>`],
    [
      'In the way at that moment',
      blockers.length > 0 && html`<ul>${blockers.map(line => html`<li>${line}</li>`)}</ul>`,
    ],
    ['What to do', failure?.hint],
  ])
}
