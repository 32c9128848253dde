/**
 * The results of a run, read from its record: Cucumber's messages, the journal's run entries, the evidence folder.
 *
 * Reads files only; never a cluster.
 */
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import type { Envelope } from '@cucumber/messages'
import type { Entry, RunEnd, RunFacts } from '../record.ts'
import { diagnoseScenarios } from './diagnose-scenarios.ts'
import { type RedactionLine, readRedactions } from './redactions.ts'
import { collectScenarios, type ScenarioResult } from './scenarios.ts'
import { exitCodeFor, judgeRun, type RunVerdict, type Verdict } from './verdicts.ts'

export interface RunResults {
  facts?: RunFacts
  end?: RunEnd
  verdict: RunVerdict
  /** Why the verdict is not better. */
  reasons: string[]
  counts: Record<Verdict, number>
  scenarios: ScenarioResult[]
  /** What was taken out of the record and the evidence. */
  redactions?: RedactionLine[]
  /** Ids of scenarios that are in the features and were not selected. */
  notSelected: string[]
}

const killed = 'the run was killed: its record has no end'

/** @param directory a run's folder. A record that ends in the middle of a line (kill -9) is read up to there. */
export async function readResults(directory: string): Promise<RunResults> {
  const { scenarios, notSelected } = collectScenarios(
    await readLines<Envelope>(join(directory, 'messages.ndjson')),
  )
  const { facts, end } = await readRunEntries(join(directory, 'journal.ndjson'))
  for (const scenario of scenarios) scenario.evidence = evidenceOf(directory, scenario.id)
  await diagnoseScenarios(directory, scenarios)
  const judged = judgeRun({
    scenarios: scenarios.map(({ level, verdict, attempts }) => ({
      level,
      verdict,
      attempts: attempts.length,
    })),
    mustNotSelected: notSelected.filter(({ level }) => level === 'must').length,
    interrupted: end?.interrupted ?? false,
    leftBehind: end?.leftBehind ?? [],
    ...(end === undefined ? { trouble: killed } : end.trouble !== undefined && { trouble: end.trouble }),
  })
  const counts = { passed: 0, failed: 0, inconclusive: 0, 'not supported': 0, skipped: 0 }
  for (const { verdict } of scenarios) counts[verdict]++
  return {
    ...(facts && { facts }),
    ...(end && { end }),
    ...judged,
    counts,
    scenarios,
    redactions: await readRedactions(
      directory,
      scenarios.flatMap(({ evidence }) => evidence),
    ),
    notSelected: notSelected.map(({ id }) => id),
  }
}

/** The exit code of the run (README, "Exit codes"). */
export function exitCodeOf({ verdict, end }: RunResults): number {
  return exitCodeFor(verdict, end?.interrupted ?? false)
}

async function readRunEntries(path: string): Promise<{ facts?: RunFacts; end?: RunEnd }> {
  const entries = await readLines<Entry>(path, line => line.includes('"source":"run"'))
  const run = entries.filter(({ source }) => source === 'run')
  const begun = run.findLastIndex(({ type }) => type === 'started')
  const facts = run[begun]?.data as RunFacts | undefined
  // An end that was written before it belongs to another run.
  const end = run.slice(begun + 1).find(({ type }) => type === 'finished')?.data as RunEnd | undefined
  return { ...(facts && { facts }), ...(end && { end }) }
}

async function readLines<T>(path: string, concerns: (line: string) => boolean = () => true): Promise<T[]> {
  if (!existsSync(path)) return []
  const found: T[] = []
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line === '' || !concerns(line)) continue
    const parsed = parse<T>(line)
    if (parsed === undefined) break
    found.push(parsed)
  }
  return found
}

function parse<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T
  } catch {
    return undefined
  }
}

/** Paths of a scenario's evidence files, relative to the run's folder. */
function evidenceOf(directory: string, id: string): string[] {
  const folder = join(directory, 'evidence', id)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(directory, join(entry.parentPath, entry.name)))
    .sort()
}
