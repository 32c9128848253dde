/**
 * Which scenarios the settings select, asked of Cucumber by a dry run that touches no cluster: what a run would do is
 * known, and a wrong tag is told, before anything is made.
 */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type IRunConfiguration, runCucumber } from '@cucumber/cucumber/api'
import type { Envelope } from '@cucumber/messages'
import { exitCodes, Failure, messageOf } from '../failure.ts'
import { packageRoot } from '../package.ts'
import type { ShardFacts } from '../record.ts'
import { collectScenarios, type ScenarioResult } from '../report/scenarios.ts'
import type { Settings } from '../settings.ts'
import { silentEnvironment } from './silent-environment.ts'

/** @throws Failure `features`, `feature-syntax` or `tag-expression` (exit code 2), `nothing-selected` (5). */
export async function selectScenarios(settings: Settings): Promise<ScenarioResult[]> {
  const envelopes: Envelope[] = []
  const { cwd } = featuresOf(settings)
  try {
    await runCucumber(dryRun(settings), silentEnvironment(cwd), envelope => envelopes.push(envelope))
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
      got: broken.message.split('\n')[0] ?? '',
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

/** The part of the selection that this run is: every n-th, as Cucumber's own sharding deals them. */
export function inShard(selected: readonly ScenarioResult[], { shard }: Settings): ScenarioResult[] {
  if (shard === undefined) return [...selected]
  const part = selected.filter((_, position) => position % shard.count === shard.index - 1)
  if (part.length > 0) return part
  throw new Failure({
    code: 'nothing-selected',
    what: 'run a part of the selection',
    on: `shard ${shard.index} of ${shard.count}`,
    expected: 'at least one scenario',
    got: `${selected.length} scenarios in all`,
    hint: 'use fewer shards; merge needs no folder of an empty one',
    exitCode: exitCodes.nothingRan,
  })
}

/** What merge needs to know of the whole, so that it can tell whether parts belong together and are all there. */
export function shardFacts(selected: readonly ScenarioResult[], { shard }: Settings): ShardFacts | undefined {
  if (shard === undefined) return undefined
  return { ...shard, of: selected.length, selection: selectionHash(selected.map(({ id }) => id)) }
}

/** Parts of the same selection have the same. @param ids of all scenarios of it, in their order. */
export function selectionHash(ids: readonly string[]): string {
  return createHash('sha256').update(ids.join('\n')).digest('hex')
}

/**
 * Where Cucumber looks for features: in the package, or in a folder of the user's own. Ids begin at that folder.
 * @throws Failure `features` (exit code 2) when there is no such folder.
 */
export function featuresOf({ features }: Settings): { cwd: string; paths: string[] } {
  if (features === undefined) return { cwd: packageRoot, paths: ['features/**/*.feature'] }
  const cwd = resolve(features)
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) return { cwd, paths: ['**/*.feature'] }
  throw new Failure({
    code: 'features',
    what: 'find the features',
    on: cwd,
    got: 'no such folder',
    exitCode: exitCodes.usage,
  })
}

/** What Cucumber is told to select. Scenario ids are turned into exact names, which are unique (scripts/checks). */
export function sourcesOf(
  settings: Settings,
  selected: readonly ScenarioResult[] = [],
): IRunConfiguration['sources'] {
  const { tags, names } = settings
  const exact = selected.map(({ name }) => `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)
  return {
    defaultDialect: 'en',
    paths: featuresOf(settings).paths,
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

function selectionOf({ features, tags, names, scenarios }: Settings): string {
  const parts = [
    features && `--features ${features}`,
    tags && `--tags '${tags}'`,
    ...names.map(name => `--name '${name}'`),
    ...scenarios.map(id => `--scenario ${id}`),
  ]
  return parts.filter(Boolean).join(' ') || 'all features'
}

/** Cucumber says where it was; what was wrong is the cause of that. */
function firstLine(error: unknown): string {
  if (error instanceof Error && error.cause !== undefined) return firstLine(error.cause)
  return messageOf(error).split('\n')[0] ?? ''
}
