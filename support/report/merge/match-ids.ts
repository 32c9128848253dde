/**
 * Cucumber gives every feature, step and hook a new id in each run. Runs of the same features have them in the same order:
 * so one run's ids can be told in another's words.
 *
 * Pure; knows nothing of files.
 */
import type { Envelope } from '@cucumber/messages'

/** What the messages say before anything runs: the same in every run of the same features with the same code. */
const fixedKinds = [
  'source',
  'gherkinDocument',
  'pickle',
  'parameterType',
  'undefinedParameterType',
  'stepDefinition',
  'hook',
] as const

export function isFixed(envelope: Envelope): boolean {
  return fixedKinds.some(kind => envelope[kind] !== undefined)
}

/**
 * @returns for each id of `ours` the one that `theirs` has in its place, or undefined: they are not runs of the same
 * features with the same code.
 */
export function matchIds(
  ours: readonly Envelope[],
  theirs: readonly Envelope[],
): Map<string, string> | undefined {
  const ids = new Map<string, string>()
  for (const kind of fixedKinds) {
    const [a, b] = [ours, theirs].map(list => list.filter(envelope => envelope[kind] !== undefined))
    if (a === undefined || b === undefined || a.length !== b.length) return undefined
    for (const [index, envelope] of a.entries())
      if (!matchPart(envelope[kind], b[index]?.[kind], ids, '')) return undefined
  }
  return ids
}

/** Everything but ids must be the same. */
function matchPart(a: unknown, b: unknown, ids: Map<string, string>, key: string): boolean {
  if (typeof a === 'string' && typeof b === 'string' && /^(id|.*Ids?)$/.test(key)) {
    ids.set(a, b)
    return true
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every(name => {
    // Where the code lies is the machine's business.
    if (name === 'sourceReference') return true
    const [x, y] = [a, b].map(part => (part as Record<string, unknown>)[name])
    return matchPart(x, y, ids, Array.isArray(a) ? key : name)
  })
}

/** The message with every id that has another in `ids` replaced. */
export function translateIds<T>(part: T, ids: ReadonlyMap<string, string>, key = ''): T {
  if (typeof part === 'string') return (/^(id|.*Ids?)$/.test(key) ? (ids.get(part) ?? part) : part) as T
  if (Array.isArray(part)) return part.map(inner => translateIds(inner, ids, key)) as T
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([name, inner]) => [name, translateIds(inner, ids, name)]),
  ) as T
}
