/**
 * The settings of a run: flags > environment > file > defaults, validated once, frozen.
 * Each value knows where it came from.
 *
 * Knows nothing of the command line's syntax and nothing of what the settings do.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { cacheDir } from './cache-dir.ts'
import { exitCodes, Failure, messageOf } from './failure.ts'
import { list, number, oneOf, patterns, text, textLike, wholeNumber, yesOrNo } from './setting-kinds.ts'

export const schema = z.strictObject({
  /** Where the scenarios run: on a kind cluster of our own, or on the cluster of a kubeconfig. */
  cluster: oneOf('kind', 'existing').optional(),
  clusterName: textLike(
    /^[a-z0-9][a-z0-9.-]{0,40}$/,
    'lower case letters, digits, dots and hyphens, at most 41',
  ).default('stateproof'),
  kubeconfig: text.optional(),
  context: text.optional(),
  /** Several contexts: a run on each, and one table of them all. */
  contexts: list,
  /** Run as a Job inside the cluster, split over this many Pods, from this image. */
  inCluster: yesOrNo,
  shards: wholeNumber(1, 100).default(4),
  harnessImage: text.optional(),
  /** Where images come from; without it the first supply that works. */
  images: oneOf('registry', 'bundle', 'source').optional(),
  mirror: text.optional(),
  bundle: text.optional(),
  /** One namespace that is there, in which everything runs that can. */
  namespace: textLike(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'a name of a namespace').optional(),
  /** The class of the claims that name none; without it the cluster's default class. */
  storageClass: text.optional(),
  /** Context on which scenarios may disturb everybody. */
  allowDisruptive: text.optional(),
  /** Codes of preflight checks that are not made. */
  skipPreflight: list,
  /** Print every object that would be made, and make none. */
  dryRun: yesOrNo,
  /** Images of the workloads on an existing cluster, where the public ones cannot be pulled. */
  nginxImage: text.optional(),
  clientImage: text.optional(),
  /** The NFS server of an existing cluster, as its nodes reach it, and the directory that it shares. */
  nfsServer: text.optional(),
  nfsPath: textLike(/^\//, 'a path that begins with /').optional(),
  /** Where that server is a container of the engine that DOCKER_HOST names: scenarios look at its disk and stop it. */
  nfsContainer: text.optional(),
  nfsProvisionerImage: text.optional(),
  /** Its tag says the version, on which the nodes' settings depend. */
  elasticsearchImage: textLike(
    /:\d+\.\d+\.\d+[^/]*$/,
    'a reference whose tag begins with the version, such as :7.6.2',
  ).optional(),
  busyboxImage: text.optional(),
  /** Which Elasticsearch the scenarios run; the article has 7.6.2. */
  elasticsearchVersion: oneOf('7.6.2', '9.2.0').default('7.6.2'),
  /** Folder with the features to run instead of the package's own, in the words of steps/. */
  features: text.optional(),
  tags: text.optional(),
  /** Regular expressions on scenario names. */
  names: patterns,
  /** Scenario ids, exact. */
  scenarios: list,
  /** Run only part i of n of the selection; `merge` joins the parts. */
  shard: textLike(/^[1-9]\d{0,2}\/[1-9]\d{0,2}$/, 'i/n, such as 1/3')
    .refine(text => partOf(text).index <= partOf(text).count, 'a part that there is: i is at most n')
    .transform(partOf)
    .optional(),
  parallel: wholeNumber(1, 64).default(1),
  /** All of our patience is multiplied by this; numbers of the contract are not. */
  timeoutScale: number(0.1, 20).default(1),
  failFast: yesOrNo,
  keep: oneOf('never', 'on-failure', 'always').default('never'),
  outputDir: text.optional(),
  output: oneOf('text', 'json', 'yaml').default('text'),
  color: oneOf('auto', 'always', 'never').default('auto'),
  /** `diff`: a file for the comparison as a page. */
  html: text.optional(),
  /** `cluster down`: the cache, too. */
  purge: yesOrNo,
  verbose: yesOrNo,
  cacheDir: text.default(cacheDir()),
})

export type Settings = Readonly<z.output<typeof schema>>
export type SettingName = keyof Settings
export type SettingSource = 'flag' | 'environment' | 'file' | 'default'

export interface ResolvedSettings {
  settings: Settings
  /** Where each value that was given came from; a name that is absent has its default. */
  sources: ReadonlyMap<string, SettingSource>
}

export interface SettingInputs {
  /** Values from the command line; undefined where a flag was not given. */
  flags: Partial<Record<SettingName, unknown>>
  environment: Record<string, string | undefined>
  /** A settings file in YAML or JSON; `stateproof.yaml` in the current folder if there is one. */
  file?: string | undefined
}

/**
 * Merges and validates the settings.
 * @throws Failure `settings` (exit code 2) that names the setting, its source, what was expected and what was given.
 */
export function resolveSettings({ flags, environment, file }: SettingInputs): ResolvedSettings {
  const given: [SettingSource, Record<string, unknown>][] = [
    ['file', readSettingsFile(file)],
    ['environment', readEnvironment(environment)],
    ['flag', flags],
  ]
  const sources = new Map<string, SettingSource>()
  const merged: Record<string, unknown> = {}
  for (const [source, values] of given)
    for (const [name, value] of Object.entries(values))
      if (value !== undefined) {
        merged[name] = value
        sources.set(name, source)
      }
  return { settings: Object.freeze(validate(merged, sources)), sources }
}

/** How a run looks and where it writes changes no result. */
const withoutEffect: readonly SettingName[] = [
  'html',
  'output',
  'color',
  'verbose',
  'outputDir',
  'cacheDir',
  'purge',
]

/** The settings that differ from their default and may change a result, by name: for the report. */
export function changedSettings(settings: Settings): Record<string, unknown> {
  const defaults = schema.parse({})
  const changed = (Object.keys(schema.shape) as SettingName[]).filter(
    name =>
      !withoutEffect.includes(name) && JSON.stringify(settings[name]) !== JSON.stringify(defaults[name]),
  )
  return Object.fromEntries(changed.map(name => [name, settings[name]]))
}

/** `timeoutScale` is read from `STATEPROOF_TIMEOUT_SCALE`. */
export function environmentName(setting: string): string {
  return `STATEPROOF_${setting.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`
}

/** Settings that hold several values; their flags name one, and may be given again. */
const flagsOfLists: Record<string, string> = {
  names: '--name',
  scenarios: '--scenario',
  contexts: '--context',
  skipPreflight: '--skip-preflight',
}

/** `timeoutScale` is written `--timeout-scale`. */
export function flagName(setting: string): string {
  if (setting in flagsOfLists) return flagsOfLists[setting] ?? ''
  return `--${setting.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`
}

/** Whether the scenarios run on a cluster of ours or on one that was named. */
export function clusterKindOf({ cluster, kubeconfig, context, contexts }: Settings): 'kind' | 'existing' {
  const isNamed = kubeconfig !== undefined || context !== undefined || contexts.length > 0
  return cluster ?? (isNamed ? 'existing' : 'kind')
}

function validate(merged: Record<string, unknown>, sources: Map<string, SettingSource>): Settings {
  const result = schema.safeParse(merged)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  if (issue?.code === 'unrecognized_keys') throw unknownSetting(issue.keys[0] ?? '', sources)
  const name = String(issue?.path[0] ?? '')
  throw new Failure({
    code: 'settings',
    what: 'use the settings',
    on: `${name} from ${sources.get(name) ?? 'default'}`,
    ...(issue !== undefined && { expected: issue.message }),
    got: JSON.stringify(merged[name]),
    hint: `see --help for ${flagName(name)} (${environmentName(name)})`,
    exitCode: exitCodes.usage,
  })
}

function unknownSetting(name: string, sources: Map<string, SettingSource>): Failure {
  return new Failure({
    code: 'settings',
    what: 'use the settings',
    on: `${name} from ${sources.get(name) ?? 'default'}`,
    expected: 'the name of a setting',
    got: JSON.stringify(name),
    hint: 'stateproof run --print-config shows them all',
    exitCode: exitCodes.usage,
  })
}

function readEnvironment(environment: Record<string, string | undefined>): Record<string, unknown> {
  const names = Object.keys(schema.shape)
  return Object.fromEntries(names.map(name => [name, environment[environmentName(name)] || undefined]))
}

/** `2/3` is the second of three. */
function partOf(text: string): { index: number; count: number } {
  const [index = 0, count = 0] = text.split('/').map(Number)
  return { index, count }
}

function readSettingsFile(file: string | undefined): Record<string, unknown> {
  const path = file ?? 'stateproof.yaml'
  if (file === undefined && !existsSync(path)) return {}
  try {
    const content: unknown = parse(readFileSync(path, 'utf8')) ?? {}
    if (typeof content === 'object' && !Array.isArray(content)) {
      // By this key an editor finds the schema.
      const { $schema: _, ...settings } = content as Record<string, unknown>
      return settings
    }
    throw new TypeError('a mapping of settings was expected')
  } catch (cause) {
    const facts = {
      code: 'settings-file',
      what: 'read the settings file',
      on: resolve(path),
      // The parser goes on with a picture of the place.
      got: messageOf(cause).split('\n')[0] ?? '',
    }
    throw new Failure({ ...facts, exitCode: exitCodes.usage, cause })
  }
}
