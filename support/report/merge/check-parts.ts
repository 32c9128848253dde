/**
 * Whether runs are the parts of one selection on one cluster, and all of them: pure rules over what each says of itself.
 * What must not be mixed is refused; what is missing or there twice is named, and leaves the verdict open.
 */
import { exitCodes, Failure } from '../../failure.ts'
import type { RunFacts, ShardFacts } from '../../record.ts'
import { differences, fingerprintOf } from '../fingerprint.ts'
import type { RunResults } from '../results.ts'
import type { Verdict } from '../verdicts.ts'

/** A run that says which part it is. */
export interface Part {
  directory: string
  results: RunResults
  facts: RunFacts & { shard: ShardFacts }
}

/**
 * @returns the parts in their order.
 * @throws Failure `unlike-runs` (exit code 2) that names the two folders and what they do not share.
 */
export function checkParts(runs: readonly { directory: string; results: RunResults }[]): Part[] {
  const parts = runs.map(toPart).sort(byPosition)
  const [first] = parts
  for (const part of parts) {
    if (first !== undefined && part !== first) refuseUnlike(first, part)
    const twin = parts.find(other => other !== part && other.facts.runId === part.facts.runId)
    if (twin !== undefined) throw unlike(twin, part, 'two runs', `run ${part.facts.runId} twice`)
  }
  return parts
}

function toPart({ directory, results }: { directory: string; results: RunResults }): Part {
  const { facts, untrusted = [] } = results
  const got =
    facts === undefined
      ? 'a run that was ended before it could say what it is'
      : (untrusted[0] ?? (facts.shard === undefined && 'a run that is whole'))
  if (!got && facts?.shard !== undefined)
    return { directory, results, facts: { ...facts, shard: facts.shard } }
  throw new Failure({
    code: 'unlike-runs',
    what: 'join runs',
    on: directory,
    expected: 'a part of a selection (run --shard i/n)',
    got: got || 'none',
    exitCode: exitCodes.usage,
  })
}

/**
 * Parts run on the same cluster, with the same tools, from the same selection. How many at a time does not matter, and
 * deviations are found by scenarios, too, which only one part has.
 */
const mayDiffer = new Set(['parallel', 'settings.parallel', 'nodeVersion', 'deviations'])

function refuseUnlike(a: Part, b: Part): void {
  const where = (part: Part) => `${part.facts.cluster.context} at ${part.facts.cluster.server}`
  if (where(a) !== where(b)) throw unlike(a, b, where(a), where(b))
  const [found] = differences(fingerprintOf(a.facts), fingerprintOf(b.facts)).filter(
    ({ name }) => !mayDiffer.has(name),
  )
  if (found !== undefined)
    throw unlike(
      a,
      b,
      `${found.name} ${found.before ?? 'absent'}`,
      `${found.name} ${found.after ?? 'absent'}`,
    )
  const split = ({ facts: { shard, tagExpression = '' } }: Part) =>
    `${shard.count} parts of ${shard.of} scenarios (${tagExpression || 'no tags'}, selection ${shard.selection.slice(0, 8)})`
  if (split(a) !== split(b)) throw unlike(a, b, split(a), split(b))
}

function unlike(a: Part, b: Part, expected: string, got: string): Failure {
  return new Failure({
    code: 'unlike-runs',
    what: 'join runs that do not belong together',
    on: `${a.directory} and ${b.directory}`,
    expected,
    got,
    exitCode: exitCodes.usage,
  })
}

function byPosition(a: Part, b: Part): number {
  return a.facts.shard.index - b.facts.shard.index || (a.facts.runId < b.facts.runId ? -1 : 1)
}

/** Why the parts are not all that was selected, one sentence each. */
export function missingParts(parts: readonly Part[]): string[] {
  const [first] = parts
  if (first === undefined) return []
  const { count, of } = first.facts.shard
  const positions = Array.from({ length: Math.min(count, of) }, (_, index) => index + 1)
  return positions.flatMap(index => {
    const there = parts.filter(({ facts }) => facts.shard.index === index)
    const due = there[0]?.facts.shard.scenarios ?? Math.ceil((of - index + 1) / count)
    if (there.length === 0 && first.facts.shard.scenarios !== undefined)
      return [`part ${index} of ${count} is missing`]
    if (there.length === 0) return [`part ${index} of ${count} is missing: ${scenarios(due)} of it`]
    return there
      .filter(({ results }) => results.scenarios.length !== due)
      .map(
        ({ results, facts }) =>
          `part ${index} of ${count} (${facts.runId}) has ${results.scenarios.length} of its ${scenarios(due)}`,
      )
  })
}

function scenarios(count: number): string {
  return count === 1 ? '1 scenario' : `${count} scenarios`
}

/** From worst to best: of two results of one scenario the worse counts. */
const order: readonly Verdict[] = ['failed', 'inconclusive', 'not supported', 'skipped', 'passed']

/**
 * Which part's result of each scenario counts, and which scenarios are there more than once. A scenario that is in one
 * part twice stays there twice, as it would in a run that was not split.
 */
export function assignScenarios(parts: readonly Part[]): { owner: Map<string, Part>; duplicates: string[] } {
  const owner = new Map<string, Part>()
  const worst = new Map<string, number>()
  const duplicates = new Set<string>()
  for (const part of parts)
    for (const { id, verdict } of part.results.scenarios) {
      const rank = order.indexOf(verdict)
      const holder = owner.get(id)
      if (holder !== undefined && holder !== part) duplicates.add(id)
      if (holder === undefined || rank < (worst.get(id) ?? order.length)) {
        owner.set(id, part)
        worst.set(id, rank)
      }
    }
  return { owner, duplicates: [...duplicates] }
}
