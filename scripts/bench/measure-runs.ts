/**
 * Times the commands that users run, as child processes, from start to end: the wall time is what a user waits.
 * Knows nothing of targets.
 */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../../support/command.ts'

const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')

export interface RunMeasurement {
  seconds: number
  /** Of the harness, at its peak. */
  megabytes: number
}

/** One whole run on the cluster that is up. @throws Failure `command-failed` when it is not accepted. */
export async function measureRun(flags: readonly string[]): Promise<RunMeasurement> {
  await stateproof(['cluster', 'up'])
  const outputDir = mkdtempSync(join(tmpdir(), 'stateproof-bench-'))
  const seconds = await secondsOf(() => stateproof(['run', '--output-dir', outputDir, ...flags]))
  const { end } = JSON.parse(readFileSync(join(outputDir, 'report.json'), 'utf8')) as {
    end: { peakMemoryBytes: number }
  }
  return { seconds, megabytes: end.peakMemoryBytes / 1e6 }
}

/** `npm start` where images are cached and nothing else is there. */
export async function measureColdCluster(): Promise<{ seconds: number }> {
  await stateproof(['cluster', 'down'])
  return { seconds: await secondsOf(() => runCommand('npm', ['start'], { cwd: root })) }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

function stateproof(args: readonly string[]) {
  return runCommand(process.execPath, [cli, ...args], { cwd: root })
}
