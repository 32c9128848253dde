/** Several clusters at a glance: the worst decides, and one that could not be reached is not left out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FleetMember, fleetExitCode, renderFleetTable } from './fleet.ts'

const member = (facts: Partial<FleetMember>): FleetMember => ({
  context: 'eu',
  reasons: [],
  exitCode: 0,
  folder: 'eu-1',
  ...facts,
})

const codes: [number[], number][] = [
  [[0, 0], 0],
  [[0, 5], 5],
  [[5, 4], 4],
  [[4, 2], 2],
  [[2, 3, 0], 3],
  [[3, 1, 0], 1],
  [[1, 130], 130],
  [[0, 139], 3],
]
for (const [given, expected] of codes)
  test(`exit codes ${given.join(', ')}: ${expected}`, () =>
    assert.equal(fleetExitCode(given.map(exitCode => member({ exitCode }))), expected))

test('a line for each cluster with its numbers and its report; what stands against it below', () => {
  const counts = { passed: 30, failed: 1, inconclusive: 0, 'not supported': 3, skipped: 0 }
  const table = renderFleetTable([
    member({ verdict: 'rejected', counts, reasons: ['1 required scenario failed'] }),
    member({ context: 'us\u001b[31m', folder: 'us-2', problem: 'stateproof: no answer', exitCode: 3 }),
  ])
  const lines = table.split('\n')
  assert.match(lines[0] ?? '', /^cluster {2}verdict {5}passed {2}failed/)
  assert.match(lines[1] ?? '', /^eu {7}rejected {4}30 {6}1 .* eu-1\/report\.html$/)
  assert.match(lines[2] ?? '', /^us {7}not usable {2}- /)
  assert.deepEqual(lines.slice(3), ['  - eu: 1 required scenario failed', '  - us: stateproof: no answer'])
})
