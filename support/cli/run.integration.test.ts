/**
 * Runs that go wrong, as real processes on the real cluster: killed, interrupted, without images, without disk, without
 * a default storage class. Each must say what happened, leave nothing behind and never be taken for a pass.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../clock.ts'
import { type CommandResult, runCommand } from '../command.ts'
import { imageFlags as images } from '../images-fixture.ts'
import { testCluster } from '../journal/fixture.ts'
import { listObjects, patchObject } from '../kubernetes/objects.ts'
import { defaultClassIn } from '../kubernetes/storage-classes.ts'
import type { RunFacts } from '../record.ts'
import { isNamespaceOfRun, runLabel } from '../run-context.ts'

const cluster = testCluster()
const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')
const existing = ['--cluster', 'existing', '--kubeconfig', process.env.STATEPROOF_KUBECONFIG ?? '']
const persistence = [
  '--scenario',
  'storage/persistence/each-pod-serves-its-own-line-again-after-all-pods-are-deleted',
]
const hostnames = ['--scenario', 'identity/hostnames/a-pod-s-hostname-name-and-labels-agree']

interface Running {
  pid: Promise<number>
  ended: Promise<CommandResult>
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'stateproof-trouble-'))

/** The command as a process whose id is known; any exit code is an answer. */
function start(args: string[]): Running {
  const pid = Promise.withResolvers<number>()
  const script = ['-c', 'echo "pid $$" >&2; exec "$@"', 'sh', process.execPath, cli, ...args]
  const onLine = (line: string) => line.startsWith('pid ') && pid.resolve(Number(line.slice(4)))
  const accept = [0, 1, 2, 3, 4, 5, 130]
  return {
    pid: pid.promise,
    ended: runCommand('sh', script, { cwd: root, accept, onLine, withinMs: 180_000 }),
  }
}

const run = (outputDir: string, scenario: string[], flags = images) =>
  start(['run', '--output-dir', outputDir, ...existing, ...flags, ...scenario])

function reportIn(outputDir: string) {
  return JSON.parse(readFileSync(join(outputDir, 'report.json'), 'utf8')) as {
    verdict: string
    reasons: string[]
    run: RunFacts
    end: { interrupted: boolean; leftBehind: string[] } | null
    scenarios: { verdict: string; reason: string }[]
  }
}

/** Namespaces of the run, and volumes that were bound to claims in them. */
async function whatIsThere(runId: string): Promise<string[]> {
  const [namespaces, volumes] = await Promise.all([
    listObjects(cluster, 'Namespace', { labelSelector: `${runLabel}=${runId}` }),
    listObjects(cluster, 'PersistentVolume'),
  ])
  const names = namespaces.items.map(({ metadata }) => metadata?.name ?? '')
  const bound = volumes.items.filter(({ spec }) => isNamespaceOfRun(spec?.claimRef?.namespace ?? '', runId))
  return [...names, ...bound.map(({ metadata }) => metadata?.name ?? '')]
}

async function eventually(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await holds()); await systemClock.sleep(100))
    if (Date.now() > deadline) assert.fail(`not within 60 s: ${what}`)
}

function runIdIn(outputDir: string): string {
  const [line = ''] = readFileSync(join(outputDir, 'journal.ndjson'), 'utf8').split('\n')
  return (JSON.parse(line) as { data: RunFacts }).data.runId
}

const isStarted = async (outputDir: string) => existsSync(join(outputDir, 'messages.ndjson'))

test('killed in the middle: the report says so, and cleanup leaves nothing', async () => {
  const outputDir = newFolder()
  const running = run(outputDir, persistence)
  const ended = running.ended.catch(error => error.code)
  await eventually(() => isStarted(outputDir), 'the run to begin')
  const runId = runIdIn(outputDir)
  await eventually(async () => (await whatIsThere(runId)).length >= 3, 'a namespace and two volumes')
  process.kill(await running.pid, 'SIGKILL')
  assert.equal(await ended, 'command-failed')
  assert.notDeepEqual(await whatIsThere(runId), [], 'a killed run cleans up nothing itself')
  const rebuilt = await start(['report', outputDir]).ended
  assert.equal(rebuilt.exitCode, 4)
  assert.deepEqual([reportIn(outputDir).verdict, reportIn(outputDir).end], ['inconclusive', null])
  const cleaned = await start(['cleanup', runId, ...existing]).ended
  assert.equal(cleaned.exitCode, 0, cleaned.stderr)
  assert.match(cleaned.stderr, /removing namespace stateproof-persistence/)
  assert.deepEqual(await whatIsThere(runId), [])
})

test('interrupted once: waits end, namespaces go, the report is marked, exit 130', async () => {
  const outputDir = newFolder()
  const running = run(outputDir, persistence)
  await eventually(() => isStarted(outputDir), 'the run to begin')
  const runId = runIdIn(outputDir)
  await eventually(async () => (await whatIsThere(runId)).length > 0, 'a namespace')
  process.kill(await running.pid, 'SIGINT')
  const { exitCode, stderr } = await running.ended
  assert.equal(exitCode, 130)
  assert.match(stderr, /SIGINT: cleaning up/)
  const { verdict, end, scenarios } = reportIn(outputDir)
  assert.deepEqual([verdict, end?.interrupted, end?.leftBehind], ['inconclusive', true, []])
  assert.deepEqual(
    scenarios.map(scenario => scenario.verdict),
    ['inconclusive'],
  )
  assert.deepEqual(await whatIsThere(runId), [])
})

test('an image that cannot be pulled says nothing about the cluster: inconclusive, and which image', async () => {
  const outputDir = newFolder()
  const { exitCode } = await run(outputDir, hostnames, ['--nginx-image', 'stateproof.invalid/none:1']).ended
  const [scenario] = reportIn(outputDir).scenarios
  assert.deepEqual([exitCode, scenario?.verdict], [4, 'inconclusive'])
  assert.match(scenario?.reason ?? '', /image cannot be pulled.*stateproof\.invalid\/none:1/s)
})

test('a full disk: the record has a hole, so the run is inconclusive, and the disk is named', async () => {
  const outputDir = newFolder()
  await runCommand('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'stateproof-full-disk', outputDir])
  try {
    const { exitCode, stderr, stdout } = await run(outputDir, [...hostnames, '-o', 'json']).ended
    const { verdict, reasons, scenarios } = JSON.parse(stdout) as ReturnType<typeof reportIn>
    assert.deepEqual([exitCode, verdict], [4, 'inconclusive'], stdout)
    assert.match(reasons.join('; '), /record has no end|journal\.ndjson ends in the middle of a line/)
    assert.ok(!scenarios.some(scenario => scenario.verdict === 'passed'), stdout)
    assert.match(stderr, /could not write the journal .*journal\.ndjson/)
    assert.match(stderr, /could not write a report .*ENOSPC/)
    assert.doesNotMatch(stderr, /^ {4}at /m, 'no stack trace')
  } finally {
    await runCommand('umount', [outputDir])
  }
})

test('no default storage class: not supported, with the reason, and never a pass', async () => {
  const { items } = await listObjects(cluster, 'StorageClass')
  const standard = defaultClassIn(items)?.metadata
  const mark = 'storageclass.kubernetes.io/is-default-class'
  const setDefault = (value: string) =>
    patchObject(
      cluster,
      { kind: 'StorageClass', name: standard?.name ?? '' },
      { metadata: { annotations: { [mark]: value } } },
    )
  await setDefault('false')
  try {
    const outputDir = newFolder()
    const { exitCode } = await run(outputDir, [
      '--scenario',
      'storage/claims/two-pods-have-two-claims-on-two-volumes',
    ]).ended
    const [scenario] = reportIn(outputDir).scenarios
    assert.deepEqual([exitCode, scenario?.verdict], [5, 'not supported'])
    assert.match(scenario?.reason ?? '', /no default storage class/)
  } finally {
    await setDefault('true')
  }
})
