/** Cucumber's messages of testdata/outcomes.feature, for tests: every outcome that there is, without a cluster. */
import { join } from 'node:path'
import { type ISupportCodeLibrary, runCucumber } from '@cucumber/cucumber/api'
import type { Envelope } from '@cucumber/messages'
import { noFormats } from './select-scenarios.ts'
import { silentEnvironment } from './silent-environment.ts'

const testdata = join(import.meta.dirname, 'testdata')

/** Of the first run: an import takes place once. */
let support: ISupportCodeLibrary | undefined

export async function recordOutcomes(
  runtime: { failFast?: boolean; retry?: number },
  shard?: string,
): Promise<Envelope[]> {
  const envelopes: Envelope[] = []
  const keep = (envelope: Envelope) => void envelopes.push(structuredClone(envelope))
  const configuration = configurationOf(runtime, shard)
  const result = await runCucumber(configuration, silentEnvironment(testdata), keep)
  support = result.support
  return envelopes
}

function configurationOf(
  runtime: { failFast?: boolean; retry?: number },
  shard: string | undefined,
): Parameters<typeof runCucumber>[0] {
  const importPaths = [`${testdata}/*.steps.ts`]
  return {
    sources: {
      defaultDialect: 'en',
      paths: ['*.feature'],
      names: [],
      tagExpression: '',
      order: 'defined',
      ...(shard !== undefined && { shard }),
    },
    support: support ?? { importPaths, requireModules: [], requirePaths: [], loaders: [] },
    runtime: {
      dryRun: false,
      failFast: false,
      filterStacktraces: true,
      parallel: 0,
      retry: 0,
      retryTagFilter: '@flaky',
      strict: true,
      worldParameters: {},
      ...runtime,
    },
    formats: noFormats,
  }
}
