/**
 * `npm test`: checks, unit tests, then the real cluster: its own integration tests, and every scenario.
 * Ends with `N passed, N failed, N skipped`; exit code 1 if anything failed or nothing ran.
 */
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { runCommand } from '../../support/command.ts'
import { environmentName } from '../../support/settings.ts'
import { provideChromium } from '../browser/chromium.ts'
import { runChecks } from './check.ts'
import { testGo } from './go.ts'
import { findUnlistedIn } from './needs.ts'
import { type Outcome, runStage, type StageResult, say } from './stages.ts'

const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')
/** A cold build of everything from source was measured at less than half of this; a stage that hangs must end. */
const clusterWithinMs = 75 * 60_000
/** All integration tests together take a quarter of an hour on two cores. */
const testsWithinMs = 30 * 60_000

/** What `npm test` runs of the features. */
const runRequired = ['run', '-o', 'json', '--tags', '@must', '--parallel', '2']

/** Folder of the run of the scenarios. */
let recorded: string | undefined

const outcomes: Outcome[] = [
  ...(await runChecks()),
  await runStage('unit tests', () => nodeTests(testFiles(isUnitTest))),
  await runStage('report in a browser', browserTests),
  await runStage('unit tests (Go)', testGo),
  await runStage('cluster up', clusterUp),
  await runStage('integration tests', integrationTests),
  await runStage('scenarios', scenarios),
  await runStage('needs of the scenarios', async () =>
    recorded === undefined ? ['no run was recorded'] : findUnlistedIn(recorded),
  ),
]
finish(outcomes)

function testFiles(wanted: (name: string) => boolean): string[] {
  return ['support', 'scripts', 'mutants']
    .flatMap(folder => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile() && entry.name.endsWith('.test.ts') && wanted(entry.name))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
}

/** Integration tests need a cluster, browser tests a browser. */
function isUnitTest(name: string): boolean {
  return !/\.(integration|browser)\.test\.ts$/.test(name)
}

/** Where Chromium cannot be had, this is said and counted as skipped. */
async function browserTests(): Promise<StageResult> {
  const provided = await provideChromium()
  if ('lacking' in provided) return { skipped: provided.lacking }
  return nodeTests(
    testFiles(name => name.endsWith('.browser.test.ts')),
    { STATEPROOF_CHROMIUM: provided.chromium },
  )
}

/** Runs node's own test runner; its summary gives the numbers. */
async function nodeTests(
  files: string[],
  env: Record<string, string> = {},
  flags: string[] = [],
): Promise<StageResult> {
  const args = ['--test', '--test-reporter=spec', '--test-force-exit', ...flags, ...files]
  const { exitCode, stdout } = await runCommand(process.execPath, args, {
    cwd: root,
    env,
    accept: [0, 1],
    withinMs: testsWithinMs,
  })
  const numberOf = (name: string) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(stdout)?.[1] ?? 0)
  const failed = numberOf('fail') + numberOf('cancelled')
  if (failed > 0 || exitCode !== 0) say(stdout.slice(Math.max(0, stdout.indexOf('failing tests'))))
  return {
    passed: numberOf('pass'),
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: numberOf('skipped') + numberOf('todo'),
  }
}

/** Made now, so that its time is not taken for the scenarios'. Its progress is shown as it goes. */
async function clusterUp(): Promise<StageResult> {
  await runCommand(process.execPath, [cli, 'cluster', 'up'], {
    cwd: root,
    withinMs: clusterWithinMs,
    onLine: say,
  })
  return []
}

/** One file after another, however many cores there are: they stop nodes of the one cluster and take its default class away. */
async function integrationTests(): Promise<StageResult> {
  const { stdout } = await runCommand(process.execPath, [cli, 'cluster', 'status', '-o', 'json'], {
    cwd: root,
  })
  const { kubeconfigPath, workloads } = JSON.parse(stdout) as {
    kubeconfigPath: string
    workloads: Record<string, string>
  }
  const images = Object.entries(workloads).map(([name, image]) => [environmentName(`${name}Image`), image])
  return nodeTests(
    testFiles(name => name.endsWith('.integration.test.ts')),
    { STATEPROOF_KUBECONFIG: kubeconfigPath, ...Object.fromEntries(images) },
    ['--test-concurrency=1'],
  )
}

/** Every required scenario, by the command that users run. Anything but `passed` is a failure here, except what the cluster lacks. */
async function scenarios(): Promise<StageResult> {
  const accept = [0, 1, 4]
  const options = {
    cwd: root,
    accept,
    withinMs: clusterWithinMs,
    onLine: (line: string) =>
      /^(PASS|FAIL|OPEN|N\/A|SKIP) |^ {7}\S|^[A-Z]{6}/.test(line) && say(`     ${line}`),
  }
  const { exitCode, stdout } = await runCommand(process.execPath, [cli, ...runRequired], options)
  const { counts, scenarios, reasons, outputDir } = JSON.parse(stdout) as {
    outputDir: string
    counts: Record<string, number>
    scenarios: unknown[]
    reasons: string[]
  }
  recorded = outputDir
  for (const reason of reasons) say(`     ${reason}`)
  const skipped = (counts.skipped ?? 0) + (counts['not supported'] ?? 0)
  const passed = counts.passed ?? 0
  const failed = scenarios.length - passed - skipped
  // The run as a whole may be worse than its scenarios: something was left behind, the record has a hole.
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed, skipped }
}

function finish(all: Outcome[]): void {
  const sum = (what: 'passed' | 'failed' | 'skipped') =>
    all.reduce((total, outcome) => total + outcome[what], 0)
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')]
  say(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0
}
