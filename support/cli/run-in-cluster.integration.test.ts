/**
 * Runs inside the real cluster: four shards give the report that one run gives; a shard that is killed and a run that is
 * interrupted are never taken for a pass, and nothing of them is left.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { systemClock } from '../clock.ts'
import { provideOwnImage } from '../cluster/kind.ts'
import { type CommandResult, runCommand } from '../command.ts'
import { imageFlags as images } from '../images-fixture.ts'
import { testCluster } from '../journal/fixture.ts'
import { deleteObject, listObjects } from '../kubernetes/objects.ts'
import { quietProgress } from '../progress.ts'
import type { RunFacts } from '../record.ts'
import type { ScenarioResult } from '../report/scenarios.ts'
import { isNamespaceOfRun, runLabel } from '../run-context.ts'
import { resolveSettings } from '../settings.ts'

const cluster = testCluster()
const cli = join(import.meta.dirname, 'main.ts')
const selection = [
  '--name',
  'hostname, name and labels',
  'Three Pods start',
  'Two Pods have',
  'answers exactly',
]
const existing = ['--cluster', 'existing', '--kubeconfig', process.env.STATEPROOF_KUBECONFIG ?? '']
const newFolder = () => mkdtempSync(join(tmpdir(), 'stateproof-in-cluster-'))
let inCluster: string[]

before(async () => {
  const { settings } = resolveSettings({ flags: {}, environment: process.env, file: undefined })
  const progress = quietProgress(line => process.stderr.write(`${line}\n`))
  const image = settings.harnessImage ?? (await provideOwnImage(settings, { progress }))
  inCluster = ['--in-cluster', '--shards', '4', '--harness-image', image]
})

interface Running {
  pid: Promise<number>
  ended: Promise<CommandResult>
}

function start(flags: string[]): Running {
  const pid = Promise.withResolvers<number>()
  const script = [
    '-c',
    'echo "pid $$" >&2; exec "$@"',
    'sh',
    process.execPath,
    cli,
    'run',
    ...existing,
    ...images,
  ]
  return {
    pid: pid.promise,
    ended: runCommand('sh', [...script, ...flags, ...selection], {
      accept: [0, 1, 2, 3, 4, 5, 130],
      onLine: line => line.startsWith('pid ') && pid.resolve(Number(line.slice(4))),
      withinMs: 14 * 60_000,
    }),
  }
}

interface Report {
  verdict: string
  reasons: string[]
  counts: Record<string, number>
  run: RunFacts
  scenarios: ScenarioResult[]
  notSelected: string[]
}

function reportIn(folder: string): Report {
  return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report
}

/** What of a report does not depend on when and how fast it ran. */
function essence({ verdict, reasons, counts, scenarios, notSelected }: Report) {
  const parts = scenarios.map(({ id, level, verdict, tags, attempts }) => {
    const steps = attempts.map(({ steps }) =>
      steps.map(({ keyword, text, status }) => [keyword, text, status]),
    )
    return { id, level, verdict, tags, steps }
  })
  return { verdict, reasons, counts, scenarios: parts, notSelected }
}

/** Namespaces, volumes and rights that the run and its shards made. */
async function whatIsThere({ run }: Report): Promise<string[]> {
  const runIds = [run.runId, ...(run.mergedFrom ?? []).map(({ runId }) => runId)]
  const [namespaces, roles, volumes] = await Promise.all([
    listObjects(cluster, 'Namespace', { labelSelector: runLabel }),
    listObjects(cluster, 'ClusterRole'),
    listObjects(cluster, 'PersistentVolume'),
  ])
  const isTheirs = (namespace: string) => runIds.some(runId => isNamespaceOfRun(namespace, runId))
  const names = [...namespaces.items, ...roles.items]
    .map(({ metadata }) => metadata?.name ?? '')
    .filter(isTheirs)
  return [...names, ...volumes.items.map(({ spec }) => spec?.claimRef?.namespace ?? '').filter(isTheirs)]
}

async function podsOf(folder: string): Promise<{ namespace: string; name: string }[]> {
  const { items } = await listObjects(cluster, 'Pod', { labelSelector: 'app=stateproof' })
  // Another test's Pods are in another namespace; ours began after the folder was made.
  return items
    .filter(({ status }) => status?.phase === 'Running' && folder !== '')
    .map(({ metadata }) => ({ namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' }))
}

async function eventually<T>(find: () => Promise<T | undefined>, what: string): Promise<T> {
  for (const deadline = Date.now() + 180_000; Date.now() < deadline; await systemClock.sleep(200)) {
    const found = await find()
    if (found !== undefined) return found
  }
  return assert.fail(`not within 3 minutes: ${what}`)
}

test('four shards joined give the report that one run gives, and nothing is left', async () => {
  const [folder, whole] = [newFolder(), newFolder()]
  const sharded = await start(['--output-dir', folder, ...inCluster]).ended
  const single = await start(['--output-dir', whole]).ended
  assert.deepEqual([sharded.exitCode, single.exitCode], [4, 4], sharded.stderr)
  assert.deepEqual(essence(reportIn(folder)), essence(reportIn(whole)))
  const { run, counts } = reportIn(folder)
  assert.deepEqual([counts.passed, run.mergedFrom?.length], [4, 4])
  assert.equal(run.cluster.context, reportIn(whole).run.cluster.context)
  assert.deepEqual(await whatIsThere(reportIn(folder)), [])
})

test('a shard that is killed: inconclusive, with the reason, and what it made is removed', async () => {
  const folder = newFolder()
  const running = start(['--output-dir', folder, ...inCluster])
  const pod = await eventually(async () => {
    const { items } = await listObjects(cluster, 'Namespace', { labelSelector: runLabel })
    const scenarios = items.filter(({ metadata }) => /ordering/.test(metadata?.name ?? ''))
    // Once its scenario has begun, it has something to leave behind.
    return scenarios.length > 0
      ? (await podsOf(folder)).find(({ name }) => /-shards-1-/.test(name))
      : undefined
  }, 'a shard at work')
  await deleteObject(cluster, { kind: 'Pod', ...pod }, { gracePeriodSeconds: 0 })
  const { exitCode, stderr } = await running.ended
  const report = reportIn(folder)
  assert.deepEqual([exitCode, report.verdict], [4, 'inconclusive'], stderr)
  assert.match(
    report.reasons.join('\n'),
    /part 2 of 4.*Pod stateproof-shards-1-\w+ (is gone|ended with exit code)/,
  )
  assert.equal(report.counts.passed, 3)
  assert.deepEqual(await whatIsThere(report), [])
})

test('interrupted: the Pods clean up, what is known comes back, exit 130', async () => {
  const folder = newFolder()
  const running = start(['--output-dir', folder, ...inCluster])
  await eventually(async () => ((await podsOf(folder)).length === 4 ? true : undefined), 'four Pods')
  process.kill(await running.pid, 'SIGINT')
  const { exitCode, stderr } = await running.ended
  const report = reportIn(folder)
  assert.deepEqual([exitCode, report.verdict], [130, 'inconclusive'], stderr)
  assert.ok(report.scenarios.every(({ verdict }) => verdict === 'inconclusive' || verdict === 'passed'))
  assert.deepEqual(await whatIsThere(report), [])
})
