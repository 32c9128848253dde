/**
 * `run` on several clusters: a process, a run and a report for each, at the same time, and one table of them all. A
 * process each, since Cucumber holds one run in a process, and since one that crashes leaves the others alone.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { stringify } from 'yaml'
import { runCommand } from '../command.ts'
import { exitCodes, messageOf } from '../failure.ts'
import { harnessVersion } from '../package.ts'
import { plainLine } from '../plain-text.ts'
import { type FleetMember, fleetDocument, fleetExitCode, renderFleetTable } from '../report/fleet.ts'
import { slug } from '../scenario-id.ts'
import type { Settings } from '../settings.ts'
import { listenForInterrupts } from './interrupts.ts'
import { openOutput, printResult } from './output.ts'
import { makeOutputDir } from './output-dir.ts'
import { newRunId } from './run-id.ts'

/** @returns the worst exit code of the runs. */
export async function runFleet(settings: Settings): Promise<number> {
  const folder = makeOutputDir(settings.outputDir ?? join('reports', newRunId(new Date()))).path
  const { note } = openOutput(settings)
  using interrupts = listenForInterrupts(note)
  const run = (context: string) => runOn(context, { settings, folder, note, signal: interrupts.signal })
  const members = await severalAtATime([...new Set(settings.contexts)], run)
  const document = fleetDocument(members, harnessVersion())
  const table = renderFleetTable(members)
  writeFileSync(join(folder, 'fleet.json'), `${JSON.stringify(document, null, 2)}\n`)
  writeFileSync(join(folder, 'fleet.txt'), `${table}\n`)
  await printResult(settings, document, () => `\n${table}\nReports: ${folder}`)
  return fleetExitCode(members)
}

/** Each run spends most of its time waiting, but starts and reports busily. */
async function severalAtATime<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  const workers = Array.from({ length: Math.min(items.length, 2 * availableParallelism()) }, async () => {
    for (const [place, item] of queue) results[place] = await work(item)
  })
  await Promise.all(workers)
  return results
}

interface Fleet {
  settings: Settings
  folder: string
  note(text: string): void
  signal: AbortSignal
}

async function runOn(context: string, { settings, folder, note, signal }: Fleet): Promise<FleetMember> {
  const name = `${slug(context)}-${settings.contexts.indexOf(context) + 1}`
  const outputDir = join(folder, name)
  const none = { context, reasons: [], folder: name }
  if (signal.aborted)
    return { ...none, problem: 'interrupted before it began', exitCode: exitCodes.interrupted }
  const temporary = mkdtempSync(join(tmpdir(), 'stateproof-fleet-'))
  const file = join(temporary, 'stateproof.yaml')
  writeFileSync(file, stringify({ ...forMember(settings, context), context, outputDir, output: 'json' }))
  try {
    const program = resolve(process.argv[1] ?? '')
    const { exitCode, stdout, stderr } = await runCommand(
      process.execPath,
      [program, 'run', '--config', file],
      {
        // What was set there is in the file by now, unless a flag came before it.
        env: Object.fromEntries(
          Object.keys(process.env)
            .filter(isOurs)
            .map(variable => [variable, '']),
        ),
        accept: anyExitCode,
        interrupt: signal,
        onLine: line =>
          /^(PASS|FAIL|OPEN|N\/A |SKIP) |^stateproof: /.test(line) && note(`${context}  ${plainLine(line)}`),
      },
    )
    return { ...toMember(context, stdout, stderr), exitCode, folder: name }
  } catch (error) {
    // It was ended before it could say anything itself.
    const exitCode = signal.aborted ? exitCodes.interrupted : exitCodes.environment
    return { ...none, problem: messageOf(error), exitCode }
  } finally {
    rmSync(temporary, { recursive: true })
  }
}

const anyExitCode = Array.from({ length: 256 }, (_, code) => code)
const isOurs = (variable: string) => variable.startsWith('STATEPROOF_')

/** As a settings file has them. What may be disturbed is one of the clusters; a name that is none of them all refuse. */
export function forMember(settings: Settings, context: string): Record<string, unknown> {
  const { contexts, context: _, shard, allowDisruptive, ...rest } = settings
  const isAnothers =
    allowDisruptive !== undefined && allowDisruptive !== context && contexts.includes(allowDisruptive)
  return {
    ...rest,
    ...(allowDisruptive !== undefined && !isAnothers && { allowDisruptive }),
    ...(shard && { shard: `${shard.index}/${shard.count}` }),
  }
}

/** What the run printed as its one document; without it the last line says why there is none. */
function toMember(context: string, stdout: string, stderr: string): Omit<FleetMember, 'exitCode' | 'folder'> {
  try {
    const { verdict, counts, reasons } = JSON.parse(stdout) as Required<FleetMember>
    return { context, verdict, counts, reasons }
  } catch {
    return { context, reasons: [], problem: stderr.trim().split('\n').at(-1) ?? 'it said nothing' }
  }
}
