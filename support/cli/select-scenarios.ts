/**
 * Which scenarios the settings select, asked of Cucumber by a dry run that touches no cluster: what a run would do is
 * known, and a wrong tag is told, before anything is made.
 */
import { type IRunConfiguration, runCucumber } from '@cucumber/cucumber/api'
import type { Envelope } from '@cucumber/messages'
import { exitCodes, Failure } from '../failure.ts'
import { collectScenarios, type ScenarioResult } from '../report/scenarios.ts'
import type { Settings } from '../settings.ts'
import { silentEnvironment } from './silent-environment.ts'

/** @throws Failure `feature-syntax` or `tag-expression` (exit code 2), `nothing-selected` (5). */
export async function selectScenarios(settings: Settings): Promise<ScenarioResult[]> {
  const envelopes: Envelope[] = []
  const environment = silentEnvironment()
  try {
    await runCucumber(dryRun(settings), environment, envelope => envelopes.push(envelope))
  } catch (cause) {
    throw new Failure({
      code: 'tag-expression',
      what: 'select scenarios',
      on: selectionOf(settings),
      got: firstLine(cause),
      exitCode: exitCodes.usage,
      cause,
    })
  }
  const broken = envelopes.find(({ parseError }) => parseError !== undefined)?.parseError
  if (broken !== undefined)
    throw new Failure({
      code: 'feature-syntax',
      what: 'read a feature',
      on: broken.source.uri ?? '',
      got: broken.message,
      exitCode: exitCodes.usage,
    })
  const { scenarios } = collectScenarios(envelopes)
  const wanted = new Set(settings.scenarios)
  const selected = scenarios.filter(({ id }) => wanted.size === 0 || wanted.has(id))
  const unknown = [...wanted].find(id => !scenarios.some(scenario => scenario.id === id))
  if (selected.length > 0 && unknown === undefined) return selected
  throw new Failure({
    code: 'nothing-selected',
    what: 'select scenarios',
    on: unknown ?? selectionOf(settings),
    expected: unknown === undefined ? 'at least one scenario' : 'a scenario of this id',
    got: 'none',
    hint: 'see: stateproof list',
    exitCode: exitCodes.nothingRan,
  })
}

/** What Cucumber is told to select. Scenario ids are turned into exact names, which are unique (scripts/checks). */
export function sourcesOf(
  { tags, names }: Settings,
  selected: readonly ScenarioResult[] = [],
): IRunConfiguration['sources'] {
  const exact = selected.map(({ name }) => `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)
  return {
    defaultDialect: 'en',
    paths: ['features/**/*.feature'],
    names: exact.length > 0 ? exact : names,
    tagExpression: tags ?? '',
    order: 'defined',
  }
}

function dryRun(settings: Settings): IRunConfiguration {
  const runtime = {
    dryRun: true,
    failFast: false,
    filterStacktraces: true,
    parallel: 0,
    retry: 0,
    retryTagFilter: '',
    strict: true,
    worldParameters: {},
  }
  return { sources: sourcesOf(settings), support: noSupportCode, runtime, formats: noFormats }
}

const noSupportCode = { importPaths: [], requireModules: [], requirePaths: [], loaders: [] }
/** Cucumber insists on a formatter; this one's output goes nowhere, the record is written from the messages. */
export const noFormats: IRunConfiguration['formats'] = {
  stdout: 'message',
  files: {},
  publish: false,
  options: {},
}

function selectionOf({ tags, names, scenarios }: Settings): string {
  const parts = [
    tags && `--tags '${tags}'`,
    ...names.map(name => `--name '${name}'`),
    ...scenarios.map(id => `--scenario ${id}`),
  ]
  return parts.filter(Boolean).join(' ') || 'all features'
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
