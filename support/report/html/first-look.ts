/** Below the verdict, what went wrong in a sentence each: who reads one screen only has read the causes. */
import type { RunResults } from '../results.ts'
import type { ScenarioResult } from '../scenarios.ts'
import { problemsIn } from '../verdicts.ts'
import { html, type Markup } from './html.ts'
import { anchorOf } from './page-facts.ts'
import { markOf, plural, toneOf } from './words.ts'

/** As many as fit on a first screen; the section on what went wrong has all. */
const mostShown = 5

export function describeFirstLook(results: RunResults): Markup | false {
  const found = problemsIn(results.scenarios)
  if (found.length === 0) return false
  const more = found.length - mostShown
  return html`<ul class="first-look">${found.slice(0, mostShown).map(scenario => describeProblem(results, scenario))}</ul>${more > 0 && html`<p><a href="#failures">${plural(more, 'more scenario')} that did not pass</a></p>`}`
}

function describeProblem(results: RunResults, scenario: ScenarioResult): Markup {
  const { verdict, name, diagnosis, reason } = scenario
  return html`<li class="${toneOf(verdict)}"><span class="mark">${markOf(verdict)} ${verdict}</span> <a href="#${anchorOf('f', results, scenario)}">${name}</a><br>${diagnosis?.sentence ?? firstLineOf(reason)}</li>`
}

/** A reason can hold what a whole page answered. */
function firstLineOf(reason: string): string {
  return reason.trim().split('\n', 1)[0] ?? ''
}
