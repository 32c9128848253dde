/**
 * That what the mutants expect is expected of scenarios that there are, and of each of them: a slip in an id would
 * expect nothing, and a scenario that no mutant fails proves nothing.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { selectScenarios } from '../support/cli/select-scenarios.ts'
import { resolveSettings } from '../support/settings.ts'
import { allMutants } from './all.ts'

/** As `stateproof list` tells them: the very ids by which a run is asked for them. */
const { settings } = resolveSettings({ flags: {}, environment: {}, file: undefined })
const scenarios = await selectScenarios(settings)
const ids = new Set(scenarios.map(({ id }) => id))
const expected = new Set(allMutants.flatMap(({ fails }) => Object.keys(fails)))

for (const { name, fails, diagnosis = {} } of allMutants) {
  test(`${name}: each scenario that it fails is one of the features`, () => {
    assert.notDeepEqual(Object.keys(fails), [])
    assert.deepEqual(
      Object.keys(fails).filter(id => !ids.has(id)),
      [],
    )
  })

  test(`${name}: the diagnosis of each scenario that it fails must name the true cause`, () => {
    assert.deepEqual(Object.keys(diagnosis).sort(), Object.keys(fails).sort())
  })
}

test('every scenario that is judged is failed by a mutant', () => {
  const judged = scenarios.filter(({ level }) => level !== 'inform')
  assert.notDeepEqual(judged, [])
  assert.deepEqual(
    judged.map(({ id }) => id).filter(id => !expected.has(id)),
    [],
  )
})
