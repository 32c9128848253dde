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
  const sources = await hashAll(directory, sourcesOf(directory, results))
  for (const [name, render] of Object.entries(writers)) writeWhole(join(directory, name), render(results))
  writeWhole(join(directory, page), renderPage(await readPageFacts(directory, results, sources)))
  const hashes = new Map([...sources, ...(await hashAll(directory, reportFiles))])
  writeWhole(join(directory, checksumFile), checksums(hashes, results))
  return results
}

/** What the reports are made from. */
function sourcesOf(directory: string, { scenarios }: RunResults): string[] {
  const record = recordFiles.filter(name => existsSync(join(directory, name)))
  return [...record, ...scenarios.flatMap(({ evidence }) => evidence)].sort()
}

/** SHA-256 in hexadecimal, by path. */
async function hashAll(directory: string, names: readonly string[]): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  for (const name of names) hashes.set(name, await sha256(join(directory, name)))
  return hashes
}

/** In the form that `sha256sum --check` reads. What is not what it was keeps the checksum that it had. */
function checksums(hashes: ReadonlyMap<string, string>, { integrity }: RunResults): string[] {
  const all = new Map([...hashes, ...(integrity?.broken ?? [])])
  return [...all.keys()].sort().map(name => checksumLine(name, all.get(name) ?? ''))
}
