/**
 * Which figures of a scenario moved beyond their noise. Two runs give two samples: the bands are wide on purpose, since a
 * regression that is none costs more trust than one that is found a run later.
 */
import type { Figure } from '../../record.ts'
import type { ScenarioResult } from '../scenarios.ts'
import { uniqueNames } from '../visible.ts'

export interface FigureChange {
  /** The scenario's. */
  id: string
  name: string
  unit: Figure['unit']
  before: number
  after: number
  limit?: number
  /** How far it may move and mean nothing, in its unit. */
  noise: number
  direction: 'slower' | 'faster' | 'more' | 'fewer'
  /** A time with a stated limit got slower, between runs that are alike. */
  worse: boolean
}

/** Both must have been judged: what was interrupted was not measured to its end. */
export function compareFigures(
  before: ScenarioResult,
  after: ScenarioResult,
  alike: boolean,
): FigureChange[] {
  if (![before, after].every(({ verdict }) => verdict === 'passed' || verdict === 'failed')) return []
  const earlier = new Map(named(before))
  return named(after).flatMap(([name, figure]) => {
    const match = earlier.get(name)
    return match === undefined || match.unit !== figure.unit
      ? []
      : change(after.id, name, match, figure, alike)
  })
}

function named({ figures }: ScenarioResult): [string, Figure][] {
  const names = uniqueNames(figures.map(({ name }) => name))
  return figures.map((figure, index) => [names[index] ?? figure.name, figure])
}

function change(id: string, name: string, before: Figure, after: Figure, alike: boolean): FigureChange[] {
  const { unit, limit } = after
  const noise = noiseOf(before, after)
  const moved = after.value - before.value
  if (Math.abs(moved) <= noise) return []
  const isTime = unit === 's' || unit === 'ms'
  const direction = isTime ? (moved > 0 ? 'slower' : 'faster') : moved > 0 ? 'more' : 'fewer'
  const worse = direction === 'slower' && limit !== undefined && alike
  const values = { before: before.value, after: after.value }
  return [{ id, name, unit, ...values, ...(limit !== undefined && { limit }), noise, direction, worse }]
}

/**
 * A time with a limit: half the limit. A time without one: as much as the longer of the two is, less half, and a second
 * at least; in other words twice as long, or half as long. A count: the same without the second; a count that has a limit
 * is exact.
 */
function noiseOf(before: Figure, after: Figure): number {
  const { unit, limit } = after
  const isTime = unit === 's' || unit === 'ms'
  const half = Math.max(Math.abs(before.value), Math.abs(after.value)) / 2
  if (!isTime) return limit === undefined ? half : 0
  const second = unit === 's' ? 1 : 1000
  return limit === undefined ? Math.max(half, second) : Math.max(limit / 2, second / 2)
}
