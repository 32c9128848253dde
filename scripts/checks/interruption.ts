/**
 * `node scripts/checks/interruption.ts SIGINT|SIGKILL TIMES [SEED] -- FLAGS…`: interrupts that many runs, each at another moment
 * between its first second and its end, and looks at what is left: after SIGINT nothing, with reports whose checksums hold and
 * exit code 130; after SIGKILL nothing once `cleanup` has been there. FLAGS are those of `run` (cluster, images, scenarios).
 *
 * Ends with `N of M`; exit code 1 unless they are the same.
 */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../support/clock.ts'
import { type CommandResult, runCommand } from '../../support/command.ts'
import { say } from './stages.ts'

const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')
const runWithinMs = 10 * 60_000

type Signal = 'SIGINT' | 'SIGKILL'

interface Interrupted {
  outputDir: string
  /** Absent where the run had not said yet who it is: it had made nothing. */
  runId?: string
  atMs: number
  /** It had ended by itself. */
  wasOver: boolean
  end: CommandResult | undefined
}

const split = process.argv.indexOf('--')
const [signal, times, seed = '1'] = process.argv.slice(2, split) as [Signal, string, string?]
const flags = process.argv.slice(split + 1)
process.exitCode = (await interruptAll(signal, Number(times), Number(seed))) ? 0 : 1

async function interruptAll(signal: Signal, times: number, seed: number): Promise<boolean> {
  const wholeMs = await measureWhole()
  say(`a whole run takes ${(wholeMs / 1000).toFixed(1)} s`)
  const random = randomFrom(seed)
  let good = 0
  for (let count = 1; count <= times; count++) {
    const found = await interruptOnce(signal, random() * wholeMs)
    const problems = signal === 'SIGINT' ? await judgeInterrupted(found) : await judgeKilled(found)
    if (problems.length === 0) good++
    const how = found.wasOver ? 'was over' : `exit code ${found.end?.exitCode ?? 'none'}`
    const verdict = problems.length === 0 ? 'ok' : problems.join('; ')
    say(
      `${count}: ${signal} after ${(found.atMs / 1000).toFixed(1)} s, ${how}, ${found.runId ?? 'no run yet'}: ${verdict}`,
    )
  }
  say(`${good} of ${times}`)
  return good === times
}

/** @throws when the run that is to be interrupted does not even end well by itself, or does not say who it is. */
async function measureWhole(): Promise<number> {
  const begunMs = systemClock.monotonicMs()
  const running = begin()
  const { exitCode, stderr } = await running.ended
  if (![0, 4].includes(exitCode) || running.runId() === undefined)
    throw new Error(`a run that nobody interrupts ends with exit code ${exitCode}: ${stderr.slice(-500)}`)
  return systemClock.monotonicMs() - begunMs
}

async function interruptOnce(signal: Signal, atMs: number): Promise<Interrupted> {
  const running = begin()
  const ended = running.ended.catch(() => undefined)
  const pid = await running.pid
  const first = await Promise.race([ended.then(() => 'over' as const), systemClock.sleep(atMs)])
  if (first !== 'over') process.kill(pid, signal)
  const end = await ended
  const runId = running.runId()
  return { outputDir: running.outputDir, atMs, wasOver: first === 'over', end, ...(runId && { runId }) }
}

/** A run as a process whose id is known, and whose own id is read as it says it. */
function begin() {
  const outputDir = mkdtempSync(join(tmpdir(), 'stateproof-interrupted-'))
  const pid = Promise.withResolvers<number>()
  let runId: string | undefined
  const onLine = (line: string) => {
    if (line.startsWith('pid ')) pid.resolve(Number(line.slice(4)))
    runId ??= /\b[Rr]un (\d{8}t\d{6}z-[a-z0-9]{4})\b/.exec(line)?.[1]
  }
  const command = [process.execPath, cli, 'run', '--output-dir', outputDir, ...flags]
  const script = ['-c', 'echo "pid $$" >&2; exec "$@"', 'sh', ...command]
  const accept = [0, 1, 2, 3, 4, 5, 130]
  const ended = runCommand('sh', script, { cwd: root, accept, onLine, withinMs: runWithinMs })
  return { pid: pid.promise, ended, outputDir, runId: () => runId }
}

async function judgeInterrupted({ outputDir, runId, wasOver, end }: Interrupted): Promise<string[]> {
  const problems = await whatIsLeft(runId)
  // Before Node has read our first line it dies of the signal, as any program does.
  if (wasOver || (end === undefined && runId === undefined)) return problems
  if (end?.exitCode !== 130) problems.push(`exit code ${end?.exitCode}: ${end?.stderr.slice(-300)}`)
  if (!existsSync(join(outputDir, 'messages.ndjson'))) return problems
  return [...problems, ...(await judgeReports(outputDir))]
}

async function judgeReports(outputDir: string): Promise<string[]> {
  const names = ['report.json', 'report.html', 'junit.xml', 'SHA256SUMS']
  const missing = names.filter(name => !existsSync(join(outputDir, name)))
  if (missing.length > 0) return [`no ${missing.join(', ')}`]
  const { verdict, end } = JSON.parse(readFileSync(join(outputDir, 'report.json'), 'utf8')) as {
    verdict: string
    end: { interrupted: boolean } | null
  }
  const sums = await runCommand('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], {
    cwd: outputDir,
    accept: [0, 1],
  })
  return [
    ...(sums.exitCode === 0 ? [] : ['the checksums do not hold']),
    ...(verdict === 'accepted' ? ['it was accepted'] : []),
    ...(end?.interrupted === true ? [] : ['its end says nothing of an interruption']),
  ]
}

async function judgeKilled({ runId, wasOver }: Interrupted): Promise<string[]> {
  if (runId === undefined || wasOver) return whatIsLeft(runId)
  const { exitCode, stderr } = await stateproof('cleanup', runId)
  return [...(exitCode === 0 ? [] : [`cleanup: ${stderr.slice(-300)}`]), ...(await whatIsLeft(runId))]
}

/** By a second cleanup, which lists before it removes, and must find nothing. */
async function whatIsLeft(runId: string | undefined): Promise<string[]> {
  if (runId === undefined) return []
  const { stdout, stderr } = await stateproof('cleanup', runId, '-o', 'json')
  const { removed } = JSON.parse(stdout || '{"removed":["unknown"]}') as { removed: string[] }
  return removed.map(name => `left: ${name} ${stderr.slice(-200)}`)
}

/** The flags that say which cluster. */
function stateproof(...args: string[]): Promise<CommandResult> {
  const target = ['--cluster', '--kubeconfig', '--context', '--namespace'].flatMap(name => {
    const at = flags.indexOf(name)
    return at < 0 ? [] : [name, flags[at + 1] ?? '']
  })
  const accept = [0, 1, 2, 3, 4, 5, 130]
  return runCommand(process.execPath, [cli, ...args, ...target], { cwd: root, accept, withinMs: runWithinMs })
}

/** The same moments for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
