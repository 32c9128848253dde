/** Cucumber's own threads, with scenarios that only wait: which thread runs which. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { recordFeatures } from './cli/fixture.ts'
import { serialLast } from './cli/run-scenarios.ts'

const testdata = join(import.meta.dirname, 'testdata')

test('a scenario that wants to be alone comes last, and until then every thread has work', async () => {
  const started = await runInTwoThreads([serialLast])
  assert.equal(started.at(-1)?.name, 'alone')
  assert.equal(new Set(started.map(({ thread }) => thread)).size, 2)
})

test('by itself Cucumber leaves one thread without work; once this fails, the plugin can go', async () => {
  assert.equal(new Set((await runInTwoThreads([])).map(({ thread }) => thread)).size, 1)
})

async function runInTwoThreads(plugins: string[]): Promise<{ name: string; thread: string | undefined }[]> {
  const envelopes = await recordFeatures(testdata, { runtime: { parallel: 2 }, plugins })
  const names = new Map(envelopes.map(({ pickle }) => [pickle?.id, pickle?.name ?? '']))
  const pickles = new Map(envelopes.map(({ testCase }) => [testCase?.id, testCase?.pickleId]))
  return envelopes.flatMap(({ testCaseStarted: started }) =>
    started === undefined
      ? []
      : [{ name: names.get(pickles.get(started.testCaseId)) ?? '', thread: started.workerId }],
  )
}
