/**
 * Joins the runs of a selection that was split into one run folder, as a run that was not split would have left it: the
 * same scenarios, verdicts, counts and evidence. Reads like a table of contents.
 */
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exitCodes, Failure, messageOf } from '../../failure.ts'
import { type RunResults, readRun } from '../results.ts'
import { writeReport } from '../write-report.ts'
import { assignScenarios, checkParts, missingParts, type Part } from './check-parts.ts'
import { findCollisions } from './find-collisions.ts'
import { joinedRunId, joinJournals } from './join-journals.ts'
import { joinMessages } from './join-messages.ts'

export interface Merge {
  /** The joined run's id, which is the same for the same parts. */
  runId: string
  /** Writes the joined run. @throws Failure when the parts' features differ or the folder cannot be written to. */
  writeTo(directory: string, folder?: string): Promise<RunResults>
}

/**
 * @param directories folders of the parts, in any order.
 * @throws Failure `unlike-runs` (exit code 2) when they do not belong together, and what readRun throws.
 */
export async function prepareMerge(directories: readonly string[]): Promise<Merge> {
  const runs = []
  for (const directory of directories) runs.push({ directory, results: await readRun(directory) })
  const parts = checkParts(runs)
  const { owner, duplicates } = assignScenarios(parts)
  const collisions = findCollisions(parts, owner)
  return {
    runId: joinedRunId(parts),
    async writeTo(directory, folder) {
      const plan = { parts, owner, duplicates, missing: missingParts(parts) }
      await write(join(directory, 'messages.ndjson'), joinMessages({ parts, owner, collisions }))
      const journal = joinJournals({ ...plan, ...(folder !== undefined && { folder }) })
      await write(join(directory, 'journal.ndjson'), journal)
      await copyEvidence(directory, parts, owner)
      return await writeReport(directory, { justEnded: true })
    },
  }
}

async function write(path: string, lines: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(lines), createWriteStream(path))
  } catch (cause) {
    rmSync(path, { force: true })
    if (cause instanceof Failure) throw cause
    throw new Failure({
      code: 'record-file',
      what: 'write the joined record',
      on: path,
      got: messageOf(cause),
      exitCode: exitCodes.usage,
      cause,
    })
  }
}

/** Of each scenario, that of the part whose result counts. */
async function copyEvidence(
  directory: string,
  parts: readonly Part[],
  owner: ReadonlyMap<string, Part>,
): Promise<void> {
  for (const part of parts)
    for (const { id, evidence } of part.results.scenarios)
      if (owner.get(id) === part)
        for (const path of evidence) {
          mkdirSync(dirname(join(directory, path)), { recursive: true })
          await copyFile(join(part.directory, path), join(directory, path))
        }
}
