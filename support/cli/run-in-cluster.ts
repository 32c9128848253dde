/**
 * `run --in-cluster`: a Job runs the selection where the cluster is, split over Pods; their records come back through
 * their logs and are joined into one. Reads like a table of contents; knows nothing of how a scenario works.
 */
import { join } from 'node:path'
import type { Envelope } from '@cucumber/messages'
import { removeRun } from '../cluster/cleanup.ts'
import { forwardedSettings } from '../cluster/in-cluster/forwarded-settings.ts'
import { type Phase, phasesOf } from '../cluster/in-cluster/phases.ts'
import { type Inside, prepareInside, runPhase, type ShardRecord } from '../cluster/in-cluster/run-job.ts'
import { provideOwnImage } from '../cluster/kind.ts'
import type { AcquiredCluster } from '../cluster/provider.ts'
import { exitCodes, Failure } from '../failure.ts'
import type { Selected } from '../preflight/inquiry.ts'
import type { RunFacts } from '../record.ts'
import { prepareMerge } from '../report/merge/merge-runs.ts'
import { exitCodeOf, type RunResults } from '../report/results.ts'
import type { Settings } from '../settings.ts'
import { acquireCluster } from './acquire-cluster.ts'
import { runIdIn } from './in-cluster/adopt-record.ts'
import { adoptShards, type JoinableShard } from './in-cluster/join-shards.ts'
import { listenForInterrupts } from './interrupts.ts'
import { type Output, openOutput } from './output.ts'
import { folderSeenFromHere, makeOutputDir } from './output-dir.ts'
import { passPreflight } from './pass-preflight.ts'
import { factsOf } from './record-run.ts'
import { newRunId } from './run-id.ts'
import { selectScenarios } from './select-scenarios.ts'
import { noteStepSummary } from './step-summary.ts'

/** @returns the exit code of the joined run's verdict. */
export async function runInCluster(settings: Settings): Promise<number> {
  requirePackagedFeatures(settings)
  requireOwnNamespaces(settings)
  const selected = (await selectScenarios(settings)).map(({ id, level, tags }) => ({ id, level, tags }))
  const runId = newRunId(new Date())
  const outputDir = makeOutputDir(settings.outputDir ?? join('reports', runId))
  const output = openOutput(settings)
  using interrupts = listenForInterrupts(output.note)
  try {
    const start = await begin({ settings, runId, selected, output, signal: interrupts.signal })
    const phases = phasesOf(selected, settings)
    const directory = join(outputDir.path, 'shards')
    const { records, leftBehind } = await runPhases(start, phases, { settings, directory, output })
    const shards = await adoptShards(records, {
      facts: start.facts,
      end: { leftBehind, interrupted: interrupts.interrupted },
      selected: selected.map(({ id }) => id),
      planned: phases.reduce((sum, phase) => sum + phase.shards, 0),
    })
    const results = await joined(shards, records, outputDir.path)
    output.results(results, outputDir.path)
    noteStepSummary(results)
    return exitCodeOf(results)
  } catch (error) {
    outputDir.withdraw()
    throw error
  }
}

interface Beginning {
  settings: Settings
  runId: string
  selected: readonly Selected[]
  output: Output
  signal: AbortSignal
}

interface Start {
  acquired: AcquiredCluster
  inside: Inside
  facts: RunFacts
}

/** A cluster, an image on its nodes, and what is known of both before the first write. */
async function begin(beginning: Beginning): Promise<Start> {
  const { settings, runId, output, signal } = beginning
  const work = { progress: output.progress, signal }
  const prepared = await acquireCluster(settings, work)
  const { acquired, cluster, fingerprint } = prepared
  const { imageSupply, imagePullPolicy } = acquired
  output.header({ runId, cluster: fingerprint, ...(imageSupply && { imageSupply }) })
  // Questions only; what must be tried, the Pods try where the scenarios will run.
  const preflight = await passPreflight(prepared, { ...beginning, withoutProbes: true }, output.note)
  const image = await imageFor(settings, acquired, work)
  const facts = factsOf({ runId, settings, prepared, preflight })
  facts.images.stateproof = image
  return { acquired, facts, inside: { cluster, runId, image, imagePullPolicy, signal } }
}

interface PhasesRun {
  settings: Settings
  directory: string
  output: Output
}

/** One phase after the other; whatever happens, what was made for them is removed. */
async function runPhases(
  { acquired, inside }: Start,
  phases: readonly Phase[],
  { settings, directory, output }: PhasesRun,
): Promise<{ records: ShardRecord[]; leftBehind: string[] }> {
  const records: ShardRecord[] = []
  const leftBehind: string[] = []
  try {
    await prepareInside(inside)
    for (const phase of phases) {
      if (inside.signal.aborted) break
      const yaml = forwardedSettings(settings, acquired, phase)
      records.push(
        ...(await runPhase(inside, { phase, settings: yaml, directory, onData: showScenarios(output) })),
      )
    }
  } finally {
    // A shard that was killed has removed nothing itself.
    const killed = settings.keep === 'never' ? records.filter(({ problem }) => problem !== undefined) : []
    const ofShards = await Promise.all(killed.map(({ directory }) => runIdIn(directory)))
    for (const runId of [...ofShards, inside.runId])
      if (runId !== undefined) leftBehind.push(...(await removeRun(inside.cluster, { runId })))
  }
  return { records, leftBehind }
}

/** @throws Failure where no shard began: there is no run then. */
async function joined(
  shards: readonly JoinableShard[],
  records: readonly ShardRecord[],
  directory: string,
): Promise<RunResults> {
  if (shards.length > 0) {
    const merge = await prepareMerge(shards.map(shard => shard.directory))
    return merge.writeTo(directory, folderSeenFromHere(directory))
  }
  throw new Failure({
    code: 'shards-failed',
    what: 'run the shards inside the cluster',
    got:
      records.map(({ problem }) => problem).find(problem => problem !== undefined) ??
      'interrupted before the first',
  })
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

/** Shards run side by side, and in one namespace their objects would have the same names. */
function requireOwnNamespaces({ namespace }: Settings): void {
  if (namespace === undefined) return
  throw new Failure({
    code: 'settings',
    what: 'use the settings',
    on: '--namespace with --in-cluster',
    expected: 'one of them: shards run side by side, each scenario in a namespace of its own',
    got: `--namespace ${namespace}`,
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
