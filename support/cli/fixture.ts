/** Cucumber's messages of features in a folder of test data, for tests: real runs of Cucumber, without a cluster. */
import { join } from 'node:path'
import { type ISupportCodeLibrary, runCucumber } from '@cucumber/cucumber/api'
import type { Envelope } from '@cucumber/messages'
import { noFormats } from './select-scenarios.ts'
import { silentEnvironment } from './silent-environment.ts'

const testdata = join(import.meta.dirname, 'testdata')

/** By folder, of its first run: an import takes place once. */
const imported = new Map<string, ISupportCodeLibrary>()

export interface Recording {
  runtime?: { failFast?: boolean; retry?: number; parallel?: number }
  shard?: string
  /** Specifiers. */
  plugins?: string[]
}

/** Of testdata/outcomes.feature: every outcome that there is. */
export function recordOutcomes(
  runtime: { failFast?: boolean; retry?: number },
  shard?: string,
): Promise<Envelope[]> {
  return recordFeatures(testdata, { runtime, ...(shard !== undefined && { shard }) })
}

/** Of every feature in the folder, with the steps that lie beside them. */
export async function recordFeatures(folder: string, recording: Recording): Promise<Envelope[]> {
  const envelopes: Envelope[] = []
  const keep = (envelope: Envelope) => void envelopes.push(structuredClone(envelope))
  const { support } = await runCucumber(configurationOf(folder, recording), silentEnvironment(folder), keep)
  imported.set(folder, support)
  return envelopes
}

function configurationOf(
  folder: string,
  { runtime = {}, shard, plugins = [] }: Recording,
): Parameters<typeof runCucumber>[0] {
  const importPaths = [`${folder}/*.steps.ts`]
  return {
    sources: {
      defaultDialect: 'en',
      paths: ['*.feature'],
      names: [],
      tagExpression: '',
      order: 'defined',
      ...(shard !== undefined && { shard }),
    },
    support: imported.get(folder) ?? { importPaths, requireModules: [], requirePaths: [], loaders: [] },
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
    plugins: { specifiers: plugins, options: {} },
  }
}
