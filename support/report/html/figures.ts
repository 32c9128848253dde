/** What a scenario has measured, each figure with the limit that the feature states. */
import type { Figure } from '../../record.ts'
import type { ScenarioResult } from '../scenarios.ts'
import { html, type Markup } from './html.ts'
import { renderTerms } from './tables.ts'

export function describeFigures({ figures }: ScenarioResult): Markup {
  return renderTerms(
    figures.map(figure => [figure.name, amountOf(figure)] as const),
    'figures',
  )
}

function amountOf({ value, unit, limit }: Figure): Markup {
  const of = unitOf(unit)
  return html`${value}${of}${limit !== undefined && html` <span class="soft">limit ${limit}${of}</span>`}`
}

/** A count needs no unit: what is counted is the figure's name. */
function unitOf(unit: Figure['unit']): string {
  return unit === 'count' ? '' : ` ${unit}`
}
