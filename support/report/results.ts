/**
 * The results of a run, read from its record: Cucumber's messages, the journal's run entries, the evidence folder.
 * Reads like a table of contents.
 *
 * Reads files only; never a cluster.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { exitCodes, Failure } from '../failure.ts'
import type { RunEnd, RunFacts } from '../record.ts'
import { diagnoseScenarios } from './diagnose-scenarios.ts'
import { doubtsAbout } from './record/doubts.ts'
import { checkIntegrity, type Integrity, recordFiles } from './record/integrity.ts'
import { readJournal } from './record/read-journal.ts'
import { readMessages } from './record/read-messages.ts'
import { type RedactionLine, readRedactions } from './redactions.ts'
import { type NotSelected, type ScenarioResult, scenariosOf } from './scenarios.ts'
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
  /** Scenarios that are in the features and were not selected. */
  notSelected: NotSelected[]
  /** Why the record is not whole, one sentence each; empty when it is. */
  incomplete?: string[]
  /** Of these, why no verdict can rest on it: it is not this run's alone, or not what it was. */
  untrusted?: string[]
  /** What a reader must know and what changes no verdict, one sentence each. */
  remarks?: string[]
  /** Old checksums of files that are not what they were. */
  integrity?: Integrity
}

const killed = 'the run was killed: its record has no end'

export interface ReadOptions {
  /** The run has just ended: checksums that may lie there are of its unfinished record. */
  justEnded?: boolean
}

/** As readResults. @throws Failure `no-record` (exit code 2) when the folder holds no run. */
export async function readRun(directory: string, options: ReadOptions = {}): Promise<RunResults> {
  if (recordFiles.some(name => existsSync(join(directory, name))))
    return await readResults(directory, options)
  throw new Failure({
    code: 'no-record',
    what: 'read the record of a run',
    on: directory,
    expected: recordFiles.join(' and '),
    got: existsSync(directory) ? 'neither' : 'no such folder',
    exitCode: exitCodes.usage,
  })
}

/**
 * @param directory a run's folder. What of the record cannot be read is named, and nothing is accepted on the rest.
 * @throws Failure `newer-format`, `record-unreadable` (exit code 2).
 */
export async function readResults(
  directory: string,
  { justEnded = false }: ReadOptions = {},
): Promise<RunResults> {
  const messages = await readMessages(directory)
  const journal = await readJournal(directory)
  const integrity = justEnded ? undefined : await checkIntegrity(directory)
  const { scenarios, notSelected } = scenariosOf(messages.fold)
  for (const scenario of scenarios) scenario.evidence = evidenceOf(directory, scenario.id)
  await diagnoseScenarios(directory, scenarios)
  const { facts, end } = journal
  const { incomplete, untrusted } = doubtsAbout(messages, journal, integrity)
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
    incomplete,
    untrusted,
    ...(end?.duplicates && { duplicates: end.duplicates }),
    ...(facts?.shard && { shard: facts.shard }),
  })
  return {
    ...(facts && { facts }),
    ...(end && { end }),
    ...judged,
    counts: countVerdicts(scenarios),
    scenarios,
    redactions: await readRedactions(
      directory,
      scenarios.flatMap(({ evidence }) => evidence),
    ),
    notSelected,
    incomplete: [...(end === undefined ? [killed] : []), ...incomplete, ...untrusted],
    untrusted,
    remarks: [...(integrity?.evidence ?? []), ...scenarios.flatMap(lackOfEvidence)],
    ...(integrity && { integrity }),
  }
}

/** The exit code of the run (README, "Exit codes"). */
export function exitCodeOf({ verdict, end }: RunResults): number {
  return exitCodeFor(verdict, end?.interrupted ?? false)
}

function countVerdicts(scenarios: readonly ScenarioResult[]): Record<Verdict, number> {
  const counts = { passed: 0, failed: 0, inconclusive: 0, 'not supported': 0, skipped: 0 }
  for (const { verdict } of scenarios) counts[verdict]++
  return counts
}

/** Evidence is kept where a step failed (hooks.ts). */
function lackOfEvidence({ id, evidence, attempts }: ScenarioResult): string[] {
  const failed = attempts.at(-1)?.steps.some(({ hook, status }) => !hook && status === 'FAILED')
  return failed && evidence.length === 0
    ? [`there is no evidence of ${id}, although a step of it failed`]
    : []
}

/** Paths of a scenario's evidence files, relative to the run's folder. Nothing that leads out of it. */
function evidenceOf(directory: string, id: string): string[] {
  const folder = join(directory, 'evidence', id)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(directory, join(entry.parentPath, entry.name)))
    .sort()
}
