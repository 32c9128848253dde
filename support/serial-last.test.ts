/** Cucumber's own threads, with scenarios that only wait: which thread runs which. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ISupportCodeLibrary, runCucumber } from '@cucumber/cucumber/api'
import type { Envelope } from '@cucumber/messages'
import { serialLast } from './cli/run-scenarios.ts'
import { noFormats } from './cli/select-scenarios.ts'
import { silentEnvironment } from './cli/silent-environment.ts'

/** Of the first run: an import takes place once. */
let support: ISupportCodeLibrary | undefined

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
  const envelopes: Envelope[] = []
  const keep = (envelope: Envelope) => void envelopes.push(envelope)
  const result = await runCucumber(configurationWith(plugins), silentEnvironment(testdata), keep)
  support = result.support
  const names = new Map(envelopes.map(({ pickle }) => [pickle?.id, pickle?.name ?? '']))
  const pickles = new Map(envelopes.map(({ testCase }) => [testCase?.id, testCase?.pickleId]))
  return envelopes.flatMap(({ testCaseStarted: started }) =>
    started === undefined
      ? []
      : [{ name: names.get(pickles.get(started.testCaseId)) ?? '', thread: started.workerId }],
  )
}

function configurationWith(plugins: string[]): Parameters<typeof runCucumber>[0] {
  return {
    sources: {
      defaultDialect: 'en',
      paths: ['serial-first.feature'],
      names: [],
      tagExpression: '',
      order: 'defined',
    },
    support: support ?? {
      importPaths: [join(testdata, 'takes-its-time.steps.ts')],
      requireModules: [],
      requirePaths: [],
      loaders: [],
    },
    runtime: {
      dryRun: false,
      failFast: false,
      filterStacktraces: true,
      parallel: 2,
      retry: 0,
      retryTagFilter: '',
      strict: true,
      worldParameters: {},
    },
    formats: noFormats,
    plugins: { specifiers: plugins, options: {} },
  }
}
