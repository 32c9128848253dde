/**
 * Runs Cucumber through its API and streams its messages, without secrets, to `messages.ndjson` and to the terminal.
 *
 * Knows nothing of verdicts: what the messages mean is the report's business.
 */
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type IRunConfiguration, runCucumber } from '@cucumber/cucumber/api'
import type { Envelope } from '@cucumber/messages'
import { messageOf } from '../failure.ts'
import { codeExtension, codeRoot, packageRoot } from '../package.ts'
import { barredBy } from '../preflight/preflight.ts'
import type { Finding } from '../record.ts'
import { createRedactor } from '../redaction/redact.ts'
import type { ScenarioResult } from '../report/scenarios.ts'
import type { RunContext } from '../run-context.ts'
import type { Settings } from '../settings.ts'
import type { Output } from './output.ts'
import type { Prepared } from './prepare.ts'
import { featuresOf, noFormats, sourcesOf } from './select-scenarios.ts'
import { silentEnvironment } from './silent-environment.ts'

export interface RunRequest {
  runId: string
  outputDir: string
  settings: Settings
  /** The whole selection; of it a shard runs its part. */
  selected: readonly ScenarioResult[]
  prepared: Prepared
  preflight: readonly Finding[]
  output: Output
}

/** @returns what went wrong with the run itself, if anything did; the scenarios' outcomes are in the messages. */
export async function runScenarios(request: RunRequest): Promise<string | undefined> {
  const messages = createWriteStream(join(request.outputDir, 'messages.ndjson'))
  let trouble: string | undefined
  messages.on('error', error => {
    trouble ??= `the record could not be written: ${error.message}`
  })
  const redactor = createRedactor()
  const onMessage = (envelope: Envelope) => {
    // Before the terminal, too: what a Pod said is in the reasons.
    const clean = namedFromPackage(redactor.value(envelope))
    messages.write(`${JSON.stringify(clean)}\n`)
    request.output.onEnvelope(clean)
  }
  try {
    await runCucumber(
      toConfiguration(request),
      silentEnvironment(featuresOf(request.settings).cwd),
      onMessage,
    )
  } catch (error) {
    trouble ??= `Cucumber stopped: ${messageOf(error)}`
  }
  await new Promise<void>(done => messages.end(() => done()))
  return trouble
}

/** Stack traces name our files from the package's folder: where that lies on this machine is no reader's business. */
function namedFromPackage(envelope: Envelope): Envelope {
  if (envelope.testStepFinished === undefined) return envelope
  const shorten = (_: string, value: unknown) =>
    typeof value === 'string'
      ? value.replaceAll(`file://${packageRoot}/`, '').replaceAll(`${packageRoot}/`, '')
      : value
  return JSON.parse(JSON.stringify(envelope), shorten) as Envelope
}

/** Where Cucumber finds the plugin. */
export const serialLast = `${pathToFileURL(join(codeRoot, `support/serial-last${codeExtension}`))}`

function toConfiguration(request: RunRequest): IRunConfiguration {
  const { settings, selected } = request
  return {
    sources: {
      ...sourcesOf(settings, settings.scenarios.length > 0 ? selected : []),
      ...(settings.shard && { shard: `${settings.shard.index}/${settings.shard.count}` }),
    },
    support: {
      importPaths: ['support/hooks', 'steps/*'].map(path => join(codeRoot, `${path}${codeExtension}`)),
      requireModules: [],
      requirePaths: [],
      loaders: [],
    },
    runtime: {
      dryRun: false,
      failFast: settings.failFast,
      filterStacktraces: true,
      // Cucumber's 0 means: in this thread.
      parallel: settings.parallel === 1 ? 0 : settings.parallel,
      // A conformance result that was retried to green is not a result.
      retry: 0,
      retryTagFilter: '',
      strict: true,
      worldParameters: { context: JSON.stringify(toRunContext(request)) },
    },
    formats: noFormats,
    plugins: { specifiers: [serialLast], options: {} },
  }
}

function toRunContext({ runId, outputDir, settings, prepared, preflight }: RunRequest): RunContext {
  const { kubeconfigPath, context, images, imagePullPolicy, nfs, engine } = prepared.acquired
  const { namespace, storageClass } = settings
  return {
    runId,
    outputDir,
    timeoutScale: settings.timeoutScale,
    keep: settings.keep,
    images,
    imagePullPolicy,
    lacking: prepared.lacking,
    barred: barredBy(preflight),
    volumesUnseen: prepared.volumesUnseen,
    ...(namespace !== undefined && { namespace }),
    ...(storageClass !== undefined && { storageClass }),
    ...(kubeconfigPath !== undefined && { kubeconfigPath }),
    ...(context !== undefined && { context }),
    ...(nfs !== undefined && { nfs }),
    ...(engine !== undefined && { engine }),
  }
}
