/** Writes every report of a run from its record. The same record gives the same bytes. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes, Failure } from '../failure.ts'
import { renderPage } from './html/page.ts'
import { renderJunit } from './junit-xml.ts'
import { readPageFacts } from './read-page-facts.ts'
import { renderJson } from './report-json.ts'
import { type RunResults, readResults } from './results.ts'
import { writeWhole } from './write-whole.ts'

export { exitCodeOf } from './results.ts'

/** @throws Failure `no-record` (exit code 2) when the folder holds no run. */
export async function writeReport(directory: string): Promise<RunResults> {
  if (!existsSync(join(directory, 'messages.ndjson')))
    throw new Failure({
      code: 'no-record',
      what: 'read the record of a run',
      on: directory,
      expected: 'messages.ndjson',
      got: 'no such file',
      exitCode: exitCodes.usage,
    })
  const results = await readResults(directory)
  const files = {
    'report.json': renderJson(results),
    'junit.xml': renderJunit(results),
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content)
  writeWhole(join(directory, 'report.html'), renderPage(await readPageFacts(directory, results)))
  const names = [...Object.keys(files), 'report.html']
  writeFileSync(join(directory, 'SHA256SUMS'), checksums(directory, results, names))
  return results
}

/** In the form that `sha256sum --check` reads. */
function checksums(directory: string, { scenarios }: RunResults, reports: string[]): string {
  const record = ['messages.ndjson', 'journal.ndjson'].filter(name => existsSync(join(directory, name)))
  const names = [...record, ...reports, ...scenarios.flatMap(({ evidence }) => evidence)].sort()
  return names
    .map(
      name =>
        `${createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex')}  ${name}\n`,
    )
    .join('')
}
