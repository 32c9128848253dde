/** The verb `collect`: one archive of a run, for a bug report. */
import { existsSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { exitCodes, Failure } from '../failure.ts'
import { plainLine } from '../plain-text.ts'
import { archiveRun, nameOf } from '../report/archive-run.ts'
import { recordFiles } from '../report/record/integrity.ts'
import { readRun } from '../report/results.ts'
import { writeReport } from '../report/write-report.ts'
import type { Settings } from '../settings.ts'
import { printResult } from './output.ts'

/** @param directory the run's folder; without it the newest below `reports/`. */
export async function collectRun(settings: Settings, directory?: string): Promise<number> {
  const folder = resolve(directory ?? newestRun('reports'))
  // A killed run has no reports yet; others are packed as they are.
  const results = existsSync(join(folder, 'report.json')) ? await readRun(folder) : await writeReport(folder)
  const archive = await archiveRun({
    directory: folder,
    results,
    path: resolve(settings.outputDir ?? '.', `${nameOf(results)}.tar.gz`),
  })
  for (const why of results.incomplete ?? []) process.stderr.write(`${plainLine(why)}\n`)
  for (const what of archive.leftOut) process.stderr.write(`left out ${plainLine(what)}\n`)
  return printResult(settings, { ...archive, run: folder, verdict: results.verdict }, () => {
    const path = relative(process.cwd(), archive.path) || archive.path
    return `Collected ${archive.files} files of ${folder} into ${path} (${sizeOf(archive.bytes)}).`
  })
}

/** Ids begin with the time. @throws Failure `no-record` (exit code 2) when there is no run. */
function newestRun(below: string): string {
  const names = existsSync(below) ? readdirSync(below).sort().reverse() : []
  const found = names.find(name => recordFiles.some(file => existsSync(join(below, name, file))))
  if (found !== undefined) return join(below, found)
  throw new Failure({
    code: 'no-record',
    what: 'find a run to collect',
    on: resolve(below),
    got: 'no folder with a record',
    hint: 'name its folder: stateproof collect DIR',
    exitCode: exitCodes.usage,
  })
}

function sizeOf(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}
