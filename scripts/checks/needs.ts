/**
 * The table of needs (support/needs/needs.json) against the record of a run.
 *
 * `node scripts/checks/needs.ts FOLDER…` says what those runs used and the table lacks; with `--update` it writes the table.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../../support/command.ts'
import { collectUses, findUnlisted, updateTable } from '../../support/needs/derive-needs.ts'
import { readTable, tablePath } from '../../support/needs/needs.ts'
import type { Entry } from '../../support/record.ts'
import { say } from './stages.ts'

const cli = join(import.meta.dirname, '..', '..', 'support', 'cli', 'main.ts')

/** @returns one line for each need of this run's passed scenarios that the table lacks. */
export function findUnlistedIn(folder: string): string[] {
  const { uses, passed } = readRun(folder)
  const problems = findUnlisted(readTable(), uses, passed)
  const hint = `if it is meant to: node scripts/checks/needs.ts --update ${folder}`
  return problems.length === 0 ? [] : [...problems, hint]
}

function readRun(folder: string) {
  const lines = readFileSync(join(folder, 'journal.ndjson'), 'utf8').split('\n')
  const entries = lines.filter(line => line.includes('"source":"use"')).map(line => JSON.parse(line) as Entry)
  const { scenarios } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as {
    scenarios: { id: string; verdict: string }[]
  }
  const passed = scenarios.filter(({ verdict }) => verdict === 'passed').map(({ id }) => id)
  return { uses: collectUses(entries), passed }
}

async function update(folders: string[]): Promise<void> {
  const { stdout } = await runCommand(process.execPath, [cli, 'list', '-o', 'json'])
  const existing = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id)
  let table = readTable()
  for (const folder of folders) {
    const { uses, passed } = readRun(folder)
    table = updateTable(table, uses, { passed, existing })
  }
  writeFileSync(tablePath, `${JSON.stringify(table, null, 2)}\n`)
  const unknown = existing.filter(id => table.scenarios[id] === undefined)
  say(`${Object.keys(table.scenarios).length} scenarios; not seen yet: ${unknown.join(', ') || 'none'}`)
}

if (import.meta.main) {
  const folders = process.argv.slice(2).filter(word => word !== '--update')
  if (process.argv.includes('--update')) await update(folders)
  else {
    const problems = folders.flatMap(findUnlistedIn)
    for (const problem of problems) say(problem)
    process.exitCode = problems.length > 0 || folders.length === 0 ? 1 : 0
  }
}
