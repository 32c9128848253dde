/**
 * `run --in-cluster`: a Job runs the selection where the cluster is, split over Pods; their records come back through
 * their logs and are joined into one. Reads like a table of contents; knows nothing of how a scenario works.
 */
import { join } from 'node:path'
import type { Envelope } from '@cucumber/messages'
import { forwardedSettings } from '../cluster/in-cluster/forwarded-settings.ts'
import { phasesOf } from '../cluster/in-cluster/phases.ts'
import { type Inside, prepareInside, runPhase, type ShardRecord } from '../cluster/in-cluster/run-job.ts'
import { provideOwnImage } from '../cluster/kind.ts'
import { type AcquiredCluster, chooseProvider } from '../cluster/provider.ts'
import { exitCodes, Failure } from '../failure.ts'
import { connectCluster } from '../kubernetes/cluster.ts'
import type { Settings } from '../settings.ts'
import { listenForInterrupts } from './interrupts.ts'
import { type Output, openOutput } from './output.ts'
import { makeOutputDir } from './output-dir.ts'
import { newRunId } from './run.ts'
import { selectScenarios } from './select-scenarios.ts'

/** @returns the exit code of the joined run's verdict. */
export async function runInCluster(settings: Settings): Promise<number> {
  requirePackagedFeatures(settings)
  const phases = phasesOf(await selectScenarios(settings), settings)
  const runId = newRunId(new Date())
  const outputDir = makeOutputDir(settings.outputDir ?? join('reports', runId))
  const output = openOutput(settings)
  using interrupts = listenForInterrupts(output.note)
  const { signal } = interrupts
  const acquired = await chooseProvider(settings).acquire({ progress: output.progress, signal })
  const image = await imageFor(settings, acquired, { progress: output.progress, signal })
  const cluster = connectCluster({
    ...(acquired.kubeconfigPath && { kubeconfigPath: acquired.kubeconfigPath }),
    ...(acquired.context && { context: acquired.context }),
  })
  const inside: Inside = { cluster, runId, image, imagePullPolicy: acquired.imagePullPolicy, signal }
  const shards: ShardRecord[] = []
  await prepareInside(inside)
  for (const phase of phases) {
    const onData = showScenarios(output)
    const yaml = forwardedSettings(settings, acquired, phase)
    if (!signal.aborted)
      shards.push(
        ...(await runPhase(inside, {
          phase,
          settings: yaml,
          directory: join(outputDir.path, 'shards'),
          onData,
        })),
      )
  }
  for (const s of shards) output.note(JSON.stringify(s))
  return 0
}

/** @throws Failure where features of one's own were named: they are not in the image. */
function requirePackagedFeatures({ features }: Settings): void {
  if (features === undefined) return
  throw new Failure({
    code: 'settings',
    what: 'run inside the cluster',
    on: `--features ${features}`,
    expected: 'the features that are in the image',
    got: 'features of your own',
    hint: 'make an image of your own that adds them, or run without --in-cluster',
    exitCode: exitCodes.usage,
  })
}

/** The image that was named; on our own cluster the one that is built here, put on its nodes. */
function imageFor(
  settings: Settings,
  { provider }: AcquiredCluster,
  work: Parameters<typeof provideOwnImage>[1],
): Promise<string> | string {
  if (settings.harnessImage !== undefined) return settings.harnessImage
  if (provider === 'kind') return provideOwnImage(settings, work)
  throw new Failure({
    code: 'settings',
    what: 'run inside the cluster',
    expected: '--harness-image, an image that its nodes can pull',
    got: 'none',
    hint: 'stateproof images build makes it; tag it and push it to a registry of yours',
    exitCode: exitCodes.usage,
  })
}

/** Hands each message on as it arrives, so that a scenario shows when it ends. A character may be cut between two pieces. */
function showScenarios(output: Output): (shard: string, file: string, data: Buffer) => void {
  const unfinished = new Map<string, Buffer>()
  return (shard, file, data) => {
    if (file !== 'messages.ndjson') return
    const known = Buffer.concat([unfinished.get(shard) ?? Buffer.alloc(0), data])
    const end = known.lastIndexOf('\n') + 1
    unfinished.set(shard, known.subarray(end))
    const lines = known.toString('utf8', 0, end).split('\n').filter(Boolean)
    for (const line of lines) output.onEnvelope(JSON.parse(line) as Envelope)
  }
}
