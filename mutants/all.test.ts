/** That what the mutants expect is expected of scenarios that they fail: a slip in an id would expect nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allMutants } from './all.ts'

for (const { name, fails, diagnosis = {} } of allMutants)
  test(`${name}: the diagnosis of each scenario that it fails must name the true cause`, () => {
    assert.deepEqual(Object.keys(diagnosis).sort(), Object.keys(fails).sort())
  })
