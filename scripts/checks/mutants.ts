/**
 * `npm run mutants`: breaks the kind cluster in one way after another and sees each scenario fail for its own reason.
 * Ends with `N passed, N failed, N skipped`: passed is a scenario that failed as it must.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { corednsDown } from '../../mutants/coredns-down.ts'
import { dnsCacheLong } from '../../mutants/dns-cache-long.ts'
import { dataElsewhere, strangerExpected } from '../../mutants/elasticsearch.ts'
import type { Mutant } from '../../mutants/mutant.ts'
import { nobodyProvisions, readOnlyVolumes, scratchVolumes, sharedDirectory } from '../../mutants/nfs.ts'
import {
  ephemeralVolumes,
  foreignContent,
  otherHostname,
  parallelPods,
  unreadyPublished,
} from '../../mutants/policies.ts'
import { provisionerDown } from '../../mutants/provisioner-down.ts'
import { waitForDns } from '../../mutants/wait-for-dns.ts'
import { runCommand } from '../../support/command.ts'
import { type Cluster, connectCluster } from '../../support/kubernetes/cluster.ts'
import type { WorkloadImages } from '../../support/run-context.ts'
import { flagName } from '../../support/settings.ts'
import { type Outcome, runStage, type StageResult, say } from './stages.ts'

const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')
const all: Mutant[] = [
  parallelPods,
  otherHostname,
  unreadyPublished,
  ephemeralVolumes,
  foreignContent,
  corednsDown,
  dnsCacheLong,
  provisionerDown,
  nobodyProvisions,
  sharedDirectory,
  readOnlyVolumes,
  scratchVolumes,
  dataElsewhere,
  strangerExpected,
]

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

interface RunDocument {
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
const cluster = connectCluster({ kubeconfigPath: kind.kubeconfigPath })
outcomes.push(await runStage('every scenario has a mutant', everyScenarioHasOne))
for (const mutant of all.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
  outcomes.push(await runStage(`${mutant.name}: ${mutant.breaks}`, () => prove(cluster, mutant)))
const sum = (what: 'passed' | 'failed' | 'skipped') =>
  outcomes.reduce((total, outcome) => total + outcome[what], 0)
say(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
process.exitCode = sum('failed') > 0 ? 1 : 0

/** Breaks, runs, heals. A scenario that does not fail, or fails for another reason, is a failure here. */
async function prove(cluster: Cluster, mutant: Mutant): Promise<StageResult> {
  const heal = await mutant.inject(cluster)
  const healOnSignal = () => void heal().finally(() => process.exit(130))
  for (const signal of signals) process.once(signal, healOnSignal)
  try {
    const { scenarios } = await runScenarios(mutant)
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
    for (const signal of signals) process.off(signal, healOnSignal)
    await heal()
    await waitForDns(cluster)
    // What a broken cluster would not let go.
    await runCommand(process.execPath, [cli, 'cleanup', ...target()], { cwd: root })
  }
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

async function runScenarios({ fails, timeoutScale }: Mutant): Promise<RunDocument> {
  const ids = Object.keys(fails).flatMap(id => ['--scenario', id])
  const scale = timeoutScale === undefined ? [] : ['--timeout-scale', String(timeoutScale)]
  const outputDir = mkdtempSync(join(tmpdir(), 'stateproof-mutant-'))
  const nfs = kind.nfs ? ['--nfs-server', kind.nfs.server, '--nfs-path', kind.nfs.path] : []
  const images = Object.entries(kind.workloads).flatMap(([name, image]) => [flagName(`${name}Image`), image])
  const args = [
    cli,
    'run',
    '-o',
    'json',
    '--output-dir',
    outputDir,
    ...target(),
    ...nfs,
    ...images,
    ...ids,
    ...scale,
  ]
  const { stdout } = await runCommand(process.execPath, args, { cwd: root, accept: [0, 1, 4] })
  return JSON.parse(stdout) as RunDocument
}

/** As an existing cluster: the kind provider would repair what was broken on purpose. */
function target(): string[] {
  return ['--cluster', 'existing', '--kubeconfig', kind.kubeconfigPath]
}

async function everyScenarioHasOne(): Promise<StageResult> {
  const { stdout } = await runCommand(process.execPath, [cli, 'list', '-o', 'json'], { cwd: root })
  const killed = new Set(all.flatMap(({ fails }) => Object.keys(fails)))
  const ids = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id)
  return ids.filter(id => !killed.has(id)).map(id => `no mutant fails ${id}`)
}

interface KindStatus {
  kubeconfigPath: string
  nfs?: { server: string; path: string }
  workloads: WorkloadImages
}

async function kindCluster(): Promise<KindStatus> {
  await runCommand(process.execPath, [cli, 'cluster', 'up'], { cwd: root })
  const { stdout } = await runCommand(process.execPath, [cli, 'cluster', 'status', '-o', 'json'], {
    cwd: root,
  })
  return JSON.parse(stdout) as KindStatus
}
