/**
 * `npm run mutants`: breaks the kind cluster in one way after another and sees each scenario fail for its own reason.
 * Ends with `N passed, N failed, N skipped`: passed is a scenario that failed as it must.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allMutants } from '../../mutants/all.ts'
import type { Mutant, NfsFacts } from '../../mutants/mutant.ts'
import { waitForDns } from '../../mutants/wait-for-dns.ts'
import { runCommand } from '../../support/command.ts'
import { connectEngine } from '../../support/docker.ts'
import { type Cluster, connectCluster } from '../../support/kubernetes/cluster.ts'
import { preflightCodes } from '../../support/preflight/preflight.ts'
import { readJournal } from '../../support/report/record/read-journal.ts'
import type { WorkloadImages } from '../../support/run-context.ts'
import { flagName } from '../../support/settings.ts'
import {
  removeBeside,
  type ServerDifference,
  startBeside,
} from '../../support/workloads/nfs/server-beside.ts'
import { type Outcome, runStage, type StageResult, say } from './stages.ts'

const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

interface RunDocument {
  /** Undefined where nothing was recorded. */
  runId: string | undefined
  scenarios: FoundScenario[]
}

interface FoundScenario {
  id: string
  verdict: string
  reason: string
  diagnosis?: { sentence: string; confidence: string }
}

const wanted = process.argv.slice(2)
const outcomes: Outcome[] = []
const kind = await kindCluster()
/** NFS scenarios are `not supported` then, and their mutants fail for that reason. */
const noServer: NfsFacts = { server: '', path: '', container: '' }
const cluster = connectCluster({ kubeconfigPath: kind.kubeconfigPath })
const around = { clusterName: kind.name, engine: connectEngine(kind.engine), nfs: kind.nfs ?? noServer }
outcomes.push(await runStage('every scenario has a mutant', everyScenarioHasOne))
for (const mutant of allMutants.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
  outcomes.push(await runStage(`${mutant.name}: ${mutant.breaks}`, () => prove(cluster, mutant)))
const sum = (what: 'passed' | 'failed' | 'skipped') =>
  outcomes.reduce((total, outcome) => total + outcome[what], 0)
say(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
process.exitCode = sum('failed') > 0 ? 1 : 0

/** Breaks, runs, heals. A scenario that does not fail, or fails for another reason, is a failure here. */
async function prove(cluster: Cluster, mutant: Mutant): Promise<StageResult> {
  const own = mutant.server && (await serverWith(mutant.server))
  // A break that a signal meets half way must be healed, too.
  const injecting = mutant.inject(cluster, around)
  let runId: string | undefined
  const restore = async () => {
    const heal = await injecting.catch(() => undefined)
    await heal?.()
    await waitForDns(cluster)
    // What a broken cluster would not let go. Only this run's: others may be under way.
    if (runId !== undefined)
      await runCommand(process.execPath, [cli, 'cleanup', runId, ...target()], { cwd: root })
    // Only now: its volumes must be reclaimed first.
    if (own !== undefined) await removeBeside(around.engine, own.container)
  }
  let restoring: Promise<void> | undefined
  const restoreOnSignal = () => {
    restoring ??= restore().finally(() => process.exit(130))
  }
  // Not once: execa ends the process on a signal that nobody listens to, and who listens once has stopped when it looks.
  for (const signal of signals) process.on(signal, restoreOnSignal)
  try {
    await injecting
    const { scenarios, ...run } = await runScenarios(mutant, own ?? around.nfs)
    runId = run.runId
    const verdicts = Object.keys(mutant.fails).map(id =>
      judge(
        id,
        mutant,
        scenarios.find(scenario => scenario.id === id),
      ),
    )
    return {
      passed: verdicts.filter(Boolean).length,
      failed: verdicts.filter(verdict => !verdict).length,
      skipped: 0,
    }
  } finally {
    for (const signal of signals) process.off(signal, restoreOnSignal)
    await (restoring ?? restore())
  }
}

/** An NFS server for this mutant alone, with something wrong with it. */
async function serverWith(flaw: ServerDifference): Promise<NfsFacts> {
  const { container, path } = around.nfs
  const name = `${container}-mutant`
  await startBeside(around.engine, container, { name, path, ...flaw })
  return { server: name, path, container: name }
}

/** It must fail, for its own reason, and the diagnosis must name the true cause. */
function judge(id: string, { fails, diagnosis }: Mutant, found: FoundScenario | undefined): boolean {
  const killed = found?.verdict === 'failed' && fails[id]?.test(found.reason) === true
  const named = diagnosis?.[id]?.test(found?.diagnosis?.sentence ?? '') ?? true
  const wrong = killed ? 'the diagnosis names another cause' : (found?.verdict ?? 'did not run')
  say(`     ${killed && named ? 'failed as it must' : `NOT as it must (${wrong})`}: ${id}`)
  say(`       ${found?.reason ?? ''}`)
  say(`       diagnosis, ${found?.diagnosis?.confidence ?? 'none'}: ${found?.diagnosis?.sentence ?? ''}`)
  return killed && named
}

async function runScenarios({ fails, timeoutScale, keep }: Mutant, nfs: NfsFacts): Promise<RunDocument> {
  const ids = Object.keys(fails).flatMap(id => ['--scenario', id])
  const scale = timeoutScale === undefined ? [] : ['--timeout-scale', String(timeoutScale)]
  const outputDir = mkdtempSync(join(tmpdir(), 'stateproof-mutant-'))
  const { server, path, container } = nfs
  const nfsFlags =
    server === '' ? [] : ['--nfs-server', server, '--nfs-path', path, '--nfs-container', container]
  const images = Object.entries(kind.workloads).flatMap(([name, image]) => [flagName(`${name}Image`), image])
  const args = [
    cli,
    'run',
    '-o',
    'json',
    '--output-dir',
    outputDir,
    ...target(),
    ...nfsFlags,
    ...(keep ? ['--keep', 'always'] : []),
    // What is broken the scenario must find itself.
    ...preflightCodes.flatMap(code => ['--skip-preflight', code]),
    ...images,
    ...ids,
    ...scale,
  ]
  const { stdout } = await runCommand(process.execPath, args, {
    cwd: root,
    accept: [0, 1, 4],
    env: { DOCKER_HOST: kind.engine },
  })
  const { facts } = await readJournal(outputDir)
  return { ...(JSON.parse(stdout) as Pick<RunDocument, 'scenarios'>), runId: facts?.runId }
}

/** As an existing cluster: the kind provider would repair what was broken on purpose. */
function target(): string[] {
  return ['--cluster', 'existing', '--kubeconfig', kind.kubeconfigPath]
}

async function everyScenarioHasOne(): Promise<StageResult> {
  const { stdout } = await runCommand(process.execPath, [cli, 'list', '-o', 'json'], { cwd: root })
  const killed = new Set(allMutants.flatMap(({ fails }) => Object.keys(fails)))
  const ids = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id)
  return ids.filter(id => !killed.has(id)).map(id => `no mutant fails ${id}`)
}

interface KindStatus {
  kubeconfigPath: string
  name: string
  engine: string
  /** Absent where the supply of images has no NFS server. */
  nfs?: NfsFacts
  workloads: WorkloadImages
}

async function kindCluster(): Promise<KindStatus> {
  await runCommand(process.execPath, [cli, 'cluster', 'up'], { cwd: root })
  const { stdout } = await runCommand(process.execPath, [cli, 'cluster', 'status', '-o', 'json'], {
    cwd: root,
  })
  return JSON.parse(stdout) as KindStatus
}
