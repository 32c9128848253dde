/** Which scenario of one run is held against which of another, and which have nothing to be held against. */
import type { ScenarioResult } from '../scenarios.ts'
import { uniqueNames } from '../visible.ts'

export type Pair = [before: ScenarioResult, after: ScenarioResult]

/** Names of one's own may give one id twice: the first is held against the first, the second against the second. */
export function pairUp(before: readonly ScenarioResult[], after: readonly ScenarioResult[]): Pair[] {
  const [earlierKeys, keys] = [keysOf(before), keysOf(after)]
  const earlier = new Map(before.map((scenario, index) => [earlierKeys[index], scenario]))
  return after.flatMap((scenario, index): Pair[] => {
    const match = earlier.get(keys[index])
    return match === undefined ? [] : [[match, scenario]]
  })
}

/** @returns ids of the scenarios that only the first has. */
export function idsMissing(from: readonly ScenarioResult[], other: readonly ScenarioResult[]): string[] {
  const there = new Set(keysOf(other))
  return keysOf(from).filter(key => !there.has(key))
}

function keysOf(scenarios: readonly ScenarioResult[]): string[] {
  return uniqueNames(scenarios.map(({ id }) => id))
}
