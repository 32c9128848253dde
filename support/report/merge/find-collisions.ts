/**
 * Parts that ran at the same time on one cluster know nothing of each other: a scenario that takes the cluster for itself
 * (@serial), because it breaks what others rest on, may have broken it for those of another part, and been disturbed by
 * them. What they say of the cluster is then worth nothing.
 *
 * Pure; by the wall clocks of the parts.
 */
import type { ScenarioResult } from '../scenarios.ts'
import type { Part } from './check-parts.ts'

interface Span {
  id: string
  part: Part
  isSerial: boolean
  fromMs: number
  untilMs: number
}

/** @returns why nobody can know, by the id of each scenario that it concerns. */
export function findCollisions(
  parts: readonly Part[],
  owner: ReadonlyMap<string, Part>,
): ReadonlyMap<string, string> {
  const spans = parts.flatMap(part =>
    part.results.scenarios.filter(({ id }) => owner.get(id) === part).flatMap(one => spansOf(part, one)),
  )
  const collisions = new Map<string, string>()
  for (const serial of spans.filter(({ isSerial }) => isSerial))
    for (const other of spans.filter(span => overlaps(serial, span))) {
      collisions.set(
        serial.id,
        reason(other, 'ran at the same time, and this one needs the cluster for itself'),
      )
      collisions.set(
        other.id,
        reason(serial, 'ran at the same time, and takes the cluster for itself (@serial)'),
      )
    }
  return collisions
}

function spansOf(part: Part, { id, tags, verdict, attempts }: ScenarioResult): Span[] {
  if (verdict === 'skipped' || verdict === 'not supported') return []
  const isSerial = tags.includes('@serial')
  return attempts.map(({ startedAt, seconds, steps }) => {
    const fromMs = Date.parse(startedAt)
    const ended = steps.every(({ status }) => status !== 'UNKNOWN')
    return { id, part, isSerial, fromMs, untilMs: ended ? fromMs + seconds * 1000 : Number.POSITIVE_INFINITY }
  })
}

function overlaps(a: Span, b: Span): boolean {
  return a.part !== b.part && a.fromMs < b.untilMs && b.fromMs < a.untilMs
}

function reason({ id, part }: Span, what: string): string {
  const { index, count } = part.facts.shard
  return `${id} of part ${index} of ${count} ${what}`
}
