/** A comparison for a terminal or a log: plain text, nothing that a terminal would obey. */
import { plainLine } from '../../plain-text.ts'
import type { FigureChange } from './compare-figures.ts'
import type { ComparedRun, RunComparison } from './compare-runs.ts'
import type { VerdictChange } from './compare-verdicts.ts'

export function diffAsText(comparison: RunComparison): string {
  const { before, after, regressions, open } = comparison
  const lines = [
    describeRun('A', before),
    describeRun('B', after),
    '',
    ...likeness(comparison),
    '',
    ...section('Verdicts that changed', comparison.verdicts.flatMap(describeVerdict)),
    '',
    ...section('Figures that moved beyond their noise', comparison.figures.map(describeFigure)),
    '',
    ...conclusion(regressions, open),
  ]
  return lines.map(plainLine).join('\n')
}

function describeRun(letter: string, run: ComparedRun): string {
  const { runId, verdict, context, version, scenarios } = run
  return `${letter}  ${runId}  ${verdict.toUpperCase()}  ${scenarios} scenarios, ${context}, Kubernetes ${version}`
}

function likeness({ alike, facts, onlyBefore, onlyAfter }: RunComparison): string[] {
  if (alike) return ['Like with like: yes, the same cluster, tools and scenarios']
  return [
    'Like with like: no',
    ...facts.map(({ name, before = 'nothing', after = 'nothing' }) => `  ${name}: ${before} -> ${after}`),
    ...onlyBefore.map(id => `  only in A: ${id}`),
    ...onlyAfter.map(id => `  only in B: ${id}`),
  ]
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [`${title}: none`] : [`${title}:`, ...lines]
}

function describeVerdict({ kind, id, before, after, reason, level }: VerdictChange): string[] {
  const head = `  ${kind.toUpperCase().padEnd(6)}  ${id} (${level}): ${before} -> ${after}`
  return reason === '' ? [head] : [head, `          ${reason}`]
}

function describeFigure(figure: FigureChange): string {
  const { direction, id, name, before, after, unit, limit, noise } = figure
  const bounds = [limit !== undefined && `limit ${amount(limit, unit)}`, `noise ${amount(noise, unit)}`]
  const move = `${amount(before, unit)} -> ${amount(after, unit)} (${bounds.filter(Boolean).join(', ')})`
  return `  ${direction.toUpperCase().padEnd(6)}  ${id}: ${name} ${move}`
}

function conclusion(regressions: string[], open: string[]): string[] {
  if (regressions.length > 0) return [`REGRESSION: ${regressions.length} got worse`]
  if (open.length > 0)
    return ['OPEN: no regression is seen, and not everything can be said', ...open.map(why => `  - ${why}`)]
  return ['NO REGRESSION']
}

/** Three digits say all that a measurement of this kind knows; a count needs no unit. */
export function amount(value: number, unit: string): string {
  const digits = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)))
  return unit === 'count' ? digits : `${digits} ${unit}`
}
