/**
 * Times the commands that users run, as child processes, from start to end: the wall time is what a user waits.
 * Knows nothing of targets.
 */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../../support/command.ts'
import { Failure } from '../../support/failure.ts'

const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')

export interface RunMeasurement {
  seconds: number
  /** Of the harness, at its peak. */
  megabytes: number
  /** By name, in the order of the scenarios. */
  figures: Map<string, number[]>
}

interface Report {
  verdict: string
  end: { peakMemoryBytes: number }
  scenarios: { figures: { name: string; value: number }[] }[]
}

/** One run on the cluster that is up. @throws Failure when a scenario does not pass. */
export async function measureRun(flags: readonly string[]): Promise<RunMeasurement> {
  await stateproof(['cluster', 'up'])
  return measureAsItIs(flags)
}

/** The same on a cluster that must be left as it is. */
export async function measureAsItIs(flags: readonly string[]): Promise<RunMeasurement> {
  const outputDir = mkdtempSync(join(tmpdir(), 'stateproof-bench-'))
  const run = () => stateproof(['run', '--output-dir', outputDir, ...flags], [0, 4])
  const seconds = await secondsOf(run)
  const { verdict, end, scenarios } = JSON.parse(
    readFileSync(join(outputDir, 'report.json'), 'utf8'),
  ) as Report
  // A selection leaves required scenarios out, and is partial at best.
  if (verdict !== 'accepted' && verdict !== 'partial')
    throw new Failure({
      code: 'bench',
      what: 'measure a run',
      on: outputDir,
      expected: 'accepted',
      got: verdict,
    })
  const figures = Map.groupBy(
    scenarios.flatMap(scenario => scenario.figures),
    ({ name }) => name,
  )
  return {
    seconds,
    megabytes: end.peakMemoryBytes / 1e6,
    figures: new Map([...figures].map(([name, list]) => [name, list.map(({ value }) => value)])),
  }
}

/** `npm start` where images are cached and nothing else is there. */
export async function measureColdCluster(flags: readonly string[]): Promise<{ seconds: number }> {
  await stateproof(['cluster', 'down'])
  const outputDir = mkdtempSync(join(tmpdir(), 'stateproof-bench-'))
  const start = ['start', '--', '--output-dir', outputDir, ...flags]
  // A selection is partial at best.
  return { seconds: await secondsOf(() => runCommand('npm', start, { cwd: root, accept: [0, 4] })) }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

export function stateproof(args: readonly string[], accept: readonly number[] = [0]) {
  return runCommand(process.execPath, [cli, ...args], { cwd: root, accept })
}
