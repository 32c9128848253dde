/** Levels and features: how much of what is required, advised and measured was kept, as two tables. */
import type { RunResults } from '../results.ts'
import type { ScenarioResult } from '../scenarios.ts'
import type { Level, Verdict } from '../verdicts.ts'
import { html, type Markup } from './html.ts'
import { renderTable } from './tables.ts'
import { sectionHeading } from './verdict.ts'
import { byFeature, markOf, toneOf, worstOf } from './words.ts'

const levels: Record<Level, string> = {
  must: 'must: required, documented by Kubernetes or stated in the article',
  should: 'should: what a stateful workload needs in practice',
  inform: 'inform: measured, never judged',
}
const verdicts: readonly Verdict[] = ['passed', 'failed', 'inconclusive', 'not supported', 'skipped']

export function describeLevels({ scenarios }: RunResults): Markup {
  return html`<section aria-labelledby="levels">${sectionHeading('levels')}
${byLevel(scenarios)}${features(scenarios)}</section>`
}

function byLevel(scenarios: readonly ScenarioResult[]): Markup {
  const rows = (Object.entries(levels) as [Level, string][]).map(([level, text]) => {
    const own = scenarios.filter(scenario => scenario.level === level)
    return [
      text,
      ...verdicts.map(verdict => own.filter(scenario => scenario.verdict === verdict).length),
      own.length,
    ]
  })
  return renderTable({
    caption: 'Scenarios by level',
    head: ['Level', 'Passed', 'Failed', 'Inconclusive', 'Not supported', 'Skipped', 'All'],
    rows,
    numbers: [1, 2, 3, 4, 5, 6],
  })
}

function features(scenarios: readonly ScenarioResult[]): Markup {
  if (scenarios.length === 0) return html`<p>No feature was selected.</p>`
  const rows = byFeature(scenarios).map(([feature, own]) => {
    const worst = worstOf(own)
    const passed = own.filter(({ verdict }) => verdict === 'passed').length
    const seconds = own.reduce((sum, scenario) => sum + scenario.seconds, 0)
    const levels = [...new Set(own.map(({ level }) => level))].join(', ')
    const mark = html`<span class="mark ${toneOf(worst)}">${markOf(worst)} ${worst}</span>`
    return [feature, levels, mark, `${passed} of ${own.length}`, seconds.toFixed(1)]
  })
  return renderTable({
    caption: 'Features: what must hold for a stateful workload',
    head: ['Feature', 'Levels', 'Result', 'Passed', 'Seconds'],
    rows,
    numbers: [3, 4],
  })
}
