/**
 * report.html: one page that stands alone, is complete without scripts and without a network, and prints. In the order
 * in which it is read: the verdict, what was tested, what was promised, what was not tested, what went wrong,
 * everything else, how to do it again, what vouches for it, and who accepts it.
 *
 * Given out piece by piece, so that a run of any size can be written without being held in memory.
 */
import { renderPatterns } from '../pictures/tones.ts'
import { openDocument } from './document.ts'
import { describeEveryScenario } from './every-scenario.ts'
import { describeFailures } from './failures.ts'
import { html, type Markup } from './html.ts'
import { describeHashes, describeRedactions } from './integrity.ts'
import { describeLevels } from './levels.ts'
import { describeNotTested } from './not-tested.ts'
import type { PageFacts } from './page-facts.ts'
import { describeReproduction } from './reproduce.ts'
import { describeSignOff } from './sign-off.ts'
import { describeTested } from './tested.ts'
import { describeVerdict, titleOf } from './verdict.ts'

/** The same facts give the same bytes. */
export function* renderPage(page: PageFacts): Generator<string> {
  yield head(page).markup
  for (const section of sections) for (const part of section(page)) yield part.markup
  yield foot(page).markup
}

const sections: readonly ((page: PageFacts) => Iterable<Markup>)[] = [
  page => [describeTested(page.results), describeLevels(page.results), describeNotTested(page.results)],
  describeFailures,
  describeEveryScenario,
  page => [describeReproduction(page.results), describeRedactions(page.results), describeHashes(page)],
  page => [describeSignOff(page.results)],
]

function head({ results }: PageFacts): Markup {
  return html`${openDocument({ title: titleOf(results), skip: 'Skip to the verdict' })}${renderPatterns()}<header><p>Conformance report <span>stateproof ${results.facts?.harnessVersion}</span></p></header>
<main id="main">
${describeVerdict(results)}`
}

function foot({ results }: PageFacts): Markup {
  return html`</main>
<footer><p>Written by stateproof ${results.facts?.harnessVersion} from the record of run ${results.facts?.runId ?? 'unknown'}: messages.ndjson, journal.ndjson and evidence/, which lie beside this file. The same record gives the same page.</p></footer>
</body>
</html>
`
}
