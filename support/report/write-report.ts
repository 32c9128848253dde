/** Writes every report of a run from its record. The same record gives the same bytes. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { renderConformance } from './conformance-yaml.ts'
import { renderCtrf } from './ctrf-json.ts'
import { renderPage } from './html/page.ts'
import { renderJunit } from './junit-xml.ts'
import { renderOpenMetrics } from './openmetrics.ts'
import { readPageFacts } from './read-page-facts.ts'
import { checksumFile, checksumLine, recordFiles, sha256 } from './record/integrity.ts'
import { renderJson } from './report-json.ts'
import { type ReadOptions, type RunResults, readRun } from './results.ts'
import { writeWhole } from './write-whole.ts'

export { exitCodeOf } from './results.ts'

/** Each is rendered when it is written, so that only one of them is held at a time. */
const writers: Record<string, (results: RunResults) => Iterable<string>> = {
  'report.json': renderJson,
  'junit.xml': renderJunit,
  'ctrf.json': renderCtrf,
  'conformance.yaml': results => [renderConformance(results)],
  'openmetrics.txt': renderOpenMetrics,
}
const page = 'report.html'

/** Names of the files that a report consists of, besides the record, the evidence and the checksums. */
export const reportFiles: readonly string[] = [...Object.keys(writers), page]

/** @throws Failure `report-file` (exit code 2) when a file cannot be written, and what readRun throws. */
export async function writeReport(directory: string, options: ReadOptions = {}): Promise<RunResults> {
  const results = await readRun(directory, options)
  for (const [name, render] of Object.entries(writers)) writeWhole(join(directory, name), render(results))
  writeWhole(join(directory, page), renderPage(await readPageFacts(directory, results)))
  writeWhole(join(directory, checksumFile), await checksums(directory, results))
  return results
}

/** In the form that `sha256sum --check` reads. What is not what it was keeps the checksum that it had. */
async function checksums(directory: string, { scenarios, integrity }: RunResults): Promise<string[]> {
  const record = recordFiles.filter(name => existsSync(join(directory, name)))
  const evidence = scenarios.flatMap(({ evidence }) => evidence)
  const broken = integrity?.broken ?? new Map<string, string>()
  const names = [...new Set([...record, ...reportFiles, ...evidence, ...broken.keys()])].sort()
  const lines: string[] = []
  for (const name of names)
    lines.push(checksumLine(name, broken.get(name) ?? (await sha256(join(directory, name)))))
  return lines
}
