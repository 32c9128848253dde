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
export function measureAsItIs(flags: readonly string[]): Promise<RunMeasurement> {
  return measure(outputDir => stateproof(['run', '--output-dir', outputDir, ...flags], accepted))
}

/** `npm start` where images are cached and nothing else is there. @throws Failure when a scenario does not pass. */
export async function measureColdCluster(flags: readonly string[]): Promise<RunMeasurement> {
  await stateproof(['cluster', 'down'])
  return measure(outputDir =>
    runCommand('npm', ['start', '--', '--output-dir', outputDir, ...flags], { cwd: root, accept: accepted }),
  )
}

/** A selection leaves required scenarios out, and is partial at best. */
const accepted = [0, 4]

async function measure(run: (outputDir: string) => Promise<unknown>): Promise<RunMeasurement> {
  const outputDir = mkdtempSync(join(tmpdir(), 'stateproof-bench-'))
  const seconds = await secondsOf(() => run(outputDir))
  const { verdict, end, scenarios } = JSON.parse(
    readFileSync(join(outputDir, 'report.json'), 'utf8'),
  ) as Report
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

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

export function stateproof(args: readonly string[], accept: readonly number[] = [0]) {
  return runCommand(process.execPath, [cli, ...args], { cwd: root, accept })
}
