/** What Cucumber itself records of a run that was split joins into what it records of one that was not. No cluster. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Envelope } from '@cucumber/messages'
import type { ShardFacts } from '../record.ts'
import { fixtureFacts } from '../report/fixture/journal.ts'
import { prepareMerge } from '../report/merge/merge-runs.ts'
import { type RunResults, readRun } from '../report/results.ts'
import { collectScenarios } from '../report/scenarios.ts'
import { recordOutcomes } from './fixture.ts'

let folder: string
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateproof-split-'))
})
after(() => rmSync(folder, { recursive: true }))

function keep(name: string, envelopes: Envelope[], shard?: ShardFacts): string {
  const directory = join(folder, name)
  mkdirSync(directory)
  const lines = (objects: object[]) => objects.map(object => `${JSON.stringify(object)}\n`).join('')
  const time = new Date().toISOString()
  const facts = { ...fixtureFacts, runId: `run-${name}`, startedAt: time, ...(shard && { shard }) }
  const end = { finishedAt: time, interrupted: false, leftBehind: [] }
  const run = { atMs: 0, time, source: 'run' }
  writeFileSync(join(directory, 'messages.ndjson'), lines(envelopes))
  writeFileSync(
    join(directory, 'journal.ndjson'),
    lines([
      { seq: 1, ...run, type: 'started', data: facts },
      { seq: 2, ...run, type: 'finished', data: end },
    ]),
  )
  return directory
}

/** Times differ from run to run, and traces name lines of the machine. */
const told = ({ scenarios, counts, verdict, reasons, notSelected }: RunResults) => ({
  verdict,
  reasons,
  counts,
  notSelected,
  scenarios: scenarios.map(({ seconds: _, attempts, ...scenario }) => ({
    ...scenario,
    attempts: attempts.map(({ verdict, reason, steps }) => ({
      verdict,
      reason,
      steps: steps.map(({ text, status, keyword, hook, table }) => ({ text, status, keyword, hook, table })),
    })),
  })),
})

test('three parts of Cucumber’s own sharding', async () => {
  // A step of it passes at the second attempt only: from now on it always does.
  await recordOutcomes({ retry: 1 })
  const whole = await recordOutcomes({})
  const ids = collectScenarios(whole).scenarios.map(({ id }) => id)
  const selection = createHash('sha256').update(ids.join('\n')).digest('hex')
  const parts = []
  for (const index of [1, 2, 3]) {
    const shard = { index, count: 3, of: ids.length, selection }
    parts.push(keep(`part-${index}`, await recordOutcomes({}, `${index}/3`), shard))
  }
  const merge = await prepareMerge(parts)
  mkdirSync(join(folder, 'joined'))
  const joined = await merge.writeTo(join(folder, 'joined'))
  assert.deepEqual(told(joined), told(await readRun(keep('whole', whole))))
  assert.equal(joined.scenarios.length, 11)
})
