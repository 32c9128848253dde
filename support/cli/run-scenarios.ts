/**
 * Runs Cucumber through its API and streams its messages to `messages.ndjson` and to the terminal.
 *
 * Knows nothing of verdicts: what the messages mean is the report's business.
 */
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { type IRunOptions, loadSources, runCucumber } from '@cucumber/cucumber/api'
import type { Envelope } from '@cucumber/messages'
import type { AcquiredCluster } from '../cluster/provider.ts'
import { exitCodes, Failure, messageOf } from '../failure.ts'
import type { RunEnd } from '../record.ts'
import type { RunContext } from '../run-context.ts'
import { scenarioId } from '../scenario-id.ts'
import type { Settings } from '../settings.ts'
import { packageRoot } from './version.ts'
import type { Interrupts } from './interrupts.ts'
import type { Output } from './output.ts'
import type { RunRecord } from './record-run.ts'

export interface RunRequest {
  runId: string
  outputDir: string
  settings: Settings
  cluster: AcquiredCluster
  record: RunRecord
  output: Output
  interrupts: Interrupts
}

/** @returns how the run ended, as far as the harness itself is concerned. */
export async function runScenarios(request: RunRequest): Promise<Omit<RunEnd, 'finishedAt'>> {
  const messages = createWriteStream(join(request.outputDir, 'messages.ndjson'))
  const onMessage = (envelope: Envelope) => {
    messages.write(`${JSON.stringify(envelope)}\n`)
    request.output.onEnvelope(envelope)
  }
  let trouble: string | undefined
  try {
    await runCucumber(await toRunOptions(request.settings, toRunContext(request)), environment(), onMessage)
  } catch (error) {
    trouble = messageOf(error)
  }
  await new Promise(done => messages.end(done))
  return {
    interrupted: request.interrupts.interrupted,
    leftBehind: request.record.leftBehind(),
    ...(trouble !== undefined && { trouble }),
  }
}

/**
 * The scenarios that the settings select, in the order in which they run.
 * @throws Failure `feature-syntax` or `nothing-selected`, before anything is made.
 */
export async function selectScenarios(settings: Settings) {
  const { plan, errors } = await loadSources(sourcesOf(settings), environment())
  const [error] = errors
  if (error !== undefined)
    throw new Failure({
      code: 'feature-syntax',
      what: 'read a feature',
      on: `${error.uri}:${error.location.line}`,
      got: error.message,
      exitCode: exitCodes.usage,
    })
  const wanted = new Set(settings.scenarios)
  const selected = plan
    .map(pickle => ({ ...pickle, id: scenarioId(pickle.uri, pickle.name) }))
    .filter(({ id }) => wanted.size === 0 || wanted.has(id))
  if (selected.length > 0) return selected
  throw new Failure({
    code: 'nothing-selected',
    what: 'select scenarios',
    on: selectionOf(settings),
    expected: 'at least one scenario',
    got: 'none',
    hint: 'see: stateproof list',
    exitCode: exitCodes.nothingRan,
  })
}

function selectionOf({ tags, names, scenarios }: Settings): string {
  const parts = [tags && `--tags '${tags}'`, ...names.map(name => `--name '${name}'`), ...scenarios.map(id => `--scenario ${id}`)]
  return parts.filter(Boolean).join(' ') || 'all features'
}

async function toRunOptions(settings: Settings, context: RunContext): Promise<IRunOptions> {
  const selected = await selectScenarios(settings)
  return {
    sources: { ...sourcesOf(settings), ...(settings.scenarios.length > 0 && { names: selected.map(exactName) }) },
    support: { importPaths: ['support/hooks.ts', 'steps/*.ts'], requireModules: [], requirePaths: [], loaders: [] },
    runtime: {
      dryRun: false,
      failFast: settings.failFast,
      filterStacktraces: true,
      parallel: settings.parallel === 1 ? 0 : settings.parallel,
      // A conformance result that was retried to green is not a result.
      retry: 0,
      retryTagFilter: '',
      strict: true,
      worldParameters: { context: JSON.stringify(context) },
    },
    formats: { stdout: 'message', files: {}, publish: false, options: {} },
  }
}

function sourcesOf({ tags, names }: Settings) {
  return { defaultDialect: 'en', paths: ['features/**/*.feature'], names, tagExpression: tags ?? '', order: 'defined' as const }
}

function exactName({ name }: { name: string }): string {
  return `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`
}

function toRunContext({ runId, outputDir, settings, cluster }: RunRequest): RunContext {
  return {
    runId,
    outputDir,
    timeoutScale: settings.timeoutScale,
    keep: settings.keep,
    kubeconfigPath: cluster.kubeconfigPath,
    ...(cluster.context !== undefined && { context: cluster.context }),
    images: cluster.images,
    imagePullPolicy: cluster.imagePullPolicy,
    lacking: cluster.lacking,
  }
}

/** Cucumber's own output goes nowhere: the terminal is ours, the record is written from the messages. */
function environment() {
  return { cwd: packageRoot, stdout: discard(), stderr: discard() }
}
