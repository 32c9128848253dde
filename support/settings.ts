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

const list = z.preprocess(
  value => (typeof value === 'string' ? value.split(',') : value),
  z.array(z.string().min(1)),
)

export const schema = z.strictObject({
  /** Where the scenarios run: on a kind cluster of our own, or on the cluster of a kubeconfig. */
  cluster: z.enum(['kind', 'existing']).optional(),
  clusterName: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,40}$/, 'lower case letters, digits, dots and hyphens, at most 41')
    .default('stateproof'),
  kubeconfig: z.string().min(1).optional(),
  context: z.string().min(1).optional(),
  /** Several contexts: a run on each, and one table of them all. */
  contexts: list.default([]),
  /** Run as a Job inside the cluster, split over this many Pods, from this image. */
  inCluster: z.stringbool().or(z.boolean()).default(false),
  shards: z.coerce.number().int().min(1).max(100).default(4),
  harnessImage: z.string().min(1).optional(),
  /** Where images come from; without it the first supply that works. */
  images: z.enum(['registry', 'bundle', 'source']).optional(),
  mirror: z.string().min(1).optional(),
  bundle: z.string().min(1).optional(),
  /** One namespace that is there, in which everything runs that can. */
  namespace: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'a name of a namespace')
    .optional(),
  /** The class of the claims that name none; without it the cluster's default class. */
  storageClass: z.string().min(1).optional(),
  /** Context on which scenarios may disturb everybody. */
  allowDisruptive: z.string().min(1).optional(),
  /** Codes of preflight checks that are not made. */
  skipPreflight: list.default([]),
  /** Print every object that would be made, and make none. */
  dryRun: z.stringbool().or(z.boolean()).default(false),
  /** Images of the workloads on an existing cluster, where the public ones cannot be pulled. */
  nginxImage: z.string().min(1).optional(),
  clientImage: z.string().min(1).optional(),
  /** The NFS server of an existing cluster, as its nodes reach it, and the directory that it shares. */
  nfsServer: z.string().min(1).optional(),
  nfsPath: z.string().startsWith('/').optional(),
  /** Where that server is a container of the engine that DOCKER_HOST names: scenarios look at its disk and stop it. */
  nfsContainer: z.string().min(1).optional(),
  nfsProvisionerImage: z.string().min(1).optional(),
  /** Its tag says the version, on which the nodes' settings depend. */
  elasticsearchImage: z
    .string()
    .regex(/:\d+\.\d+\.\d+[^/]*$/, 'a reference whose tag begins with the version, such as :7.6.2')
    .optional(),
  busyboxImage: z.string().min(1).optional(),
  /** Which Elasticsearch the scenarios run; the article has 7.6.2. */
  elasticsearchVersion: z.enum(['7.6.2', '9.2.0']).default('7.6.2'),
  /** Folder with the features to run instead of the package's own, in the words of steps/. */
  features: z.string().min(1).optional(),
  tags: z.string().min(1).optional(),
  /** Regular expressions on scenario names. */
  names: list.default([]),
  /** Scenario ids, exact. */
  scenarios: list.default([]),
  /** Run only part i of n of the selection; `merge` joins the parts. */
  shard: z
    .string()
    .regex(/^[1-9]\d{0,2}\/[1-9]\d{0,2}$/, 'i/n, such as 1/3')
    .refine(text => partOf(text).index <= partOf(text).count, 'a part that there is: i is at most n')
    .transform(partOf)
    .optional(),
  parallel: z.coerce.number().int().min(1).max(64).default(1),
  /** All of our patience is multiplied by this; numbers of the contract are not. */
  timeoutScale: z.coerce.number().min(0.1).max(20).default(1),
  failFast: z.stringbool().or(z.boolean()).default(false),
  keep: z.enum(['never', 'on-failure', 'always']).default('never'),
  outputDir: z.string().min(1).optional(),
  output: z.enum(['text', 'json', 'yaml']).default('text'),
  color: z.enum(['auto', 'always', 'never']).default('auto'),
  /** `diff`: a file for the comparison as a page. */
  html: z.string().min(1).optional(),
  /** `cluster down`: the cache, too. */
  purge: z.stringbool().or(z.boolean()).default(false),
  verbose: z.stringbool().or(z.boolean()).default(false),
  cacheDir: z.string().min(1).default(cacheDir()),
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
  const name = String(issue?.path[0] ?? (issue?.code === 'unrecognized_keys' ? issue.keys[0] : ''))
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
