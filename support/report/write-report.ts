/** Writes every report of a run from its record. The same record gives the same bytes. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodes, Failure } from '../failure.ts'
import { renderJunit } from './junit-xml.ts'
import { renderJson } from './report-json.ts'
import { type RunResults, readResults } from './results.ts'
import { writePage } from './write-page.ts'

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
  const hashes = await hashAll(directory, recordOf(directory, results))
  const files = {
    'report.json': renderJson(results),
    'junit.xml': renderJunit(results),
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content)
  await writePage(directory, results, hashes)
  const reports = await hashAll(directory, [...Object.keys(files), 'report.html'])
  writeFileSync(join(directory, 'SHA256SUMS'), checksums(new Map([...hashes, ...reports])))
  return results
}

/** What the reports are made from. */
function recordOf(directory: string, { scenarios }: RunResults): string[] {
  const record = ['messages.ndjson', 'journal.ndjson'].filter(name => existsSync(join(directory, name)))
  return [...record, ...scenarios.flatMap(({ evidence }) => evidence)]
}

/** SHA-256 in hexadecimal, by path. */
async function hashAll(directory: string, names: readonly string[]): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  for (const name of names.toSorted()) hashes.set(name, await hashOf(join(directory, name)))
  return hashes
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  // In pieces: a journal may be larger than a buffer can be.
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/** In the form that `sha256sum --check` reads. */
function checksums(hashes: ReadonlyMap<string, string>): string {
  return [...hashes]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, hash]) => `${hash}  ${name}\n`)
    .join('')
}
