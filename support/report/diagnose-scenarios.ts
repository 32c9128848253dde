/**
 * Gives each scenario that did not pass its diagnosis, from the journal and the evidence in the run's folder; so that
 * `report DIR` finds the same again.
 *
 * Reads the journal once, line by line. The rules are the diagnosis'; knows nothing of them.
 */
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { diagnose } from '../diagnosis/diagnose.ts'
import type { Evidence, Facts } from '../diagnosis/facts.ts'
import type { KubernetesObject } from '../diagnosis/objects.ts'
import { keepPast, type PastKeeper } from '../diagnosis/past.ts'
import type { Entry, EvidenceIndex } from '../record.ts'
import { linesOf } from './record/read-lines.ts'
import type { ScenarioResult } from './scenarios.ts'
import { isProblem } from './verdicts.ts'

/** Sets `diagnosis` on each scenario that failed or could not be judged. Never throws. */
export async function diagnoseScenarios(directory: string, scenarios: ScenarioResult[]): Promise<void> {
  const wanted = scenarios.filter(isProblem)
  if (wanted.length === 0) return
  const { keepers, shared, unreadable } = await readPasts(join(directory, 'journal.ndjson'), wanted)
  for (const scenario of wanted) {
    const { id, verdict, reason, failure } = scenario
    scenario.diagnosis = diagnose({
      verdict,
      reason,
      ...(failure && { failure }),
      past: (keepers.get(id) ?? keepPast()).past(),
      unreadable,
      shared,
      evidence: openEvidence(directory, id),
    })
  }
}

async function readPasts(path: string, wanted: ScenarioResult[]) {
  const keepers = new Map<string, PastKeeper>(wanted.map(({ id }) => [id, keepPast()]))
  const shared: Facts['shared'][number][] = []
  let unreadable = 0
  const take = (text: string, line: number) => {
    const entry = parseEntry(text)
    if (entry === undefined) {
      unreadable++
      return
    }
    const { scenario = '', type, kind } = entry
    // What is there for the whole run was made by whichever scenario came first.
    if (type === 'applied' && unwatched.has(kind ?? ''))
      shared.push({ line, value: entry.object as KubernetesObject })
    // A second attempt, or another run in the same folder, begins anew.
    if (entry.seq === 1 && keepers.has(scenario)) keepers.set(scenario, keepPast())
    keepers.get(scenario)?.add(entry, line)
  }
  let line = 0
  if (!existsSync(path)) return { keepers, shared, unreadable }
  for await (const text of linesOf(path)) {
    line++
    if (text !== '' && concerns(text, keepers)) take(text, line)
  }
  return { keepers, shared, unreadable }
}

/** No watch shows these; the evidence has what came out. */
const unwatched = new Set(['StorageClass', 'ClusterRole', 'Deployment'])
const appliedUnwatched = new RegExp(`"type":"applied","kind":"(?:${[...unwatched].join('|')})"`)

/** Most lines are of scenarios that passed: they are not parsed. */
function concerns(text: string, keepers: ReadonlyMap<string, unknown>): boolean {
  if (!text.endsWith('}') || appliedUnwatched.test(text.slice(0, 500))) return true
  const [, scenario = ''] = /"scenario":"([^"]*)"/.exec(text.slice(0, 500)) ?? []
  return keepers.has(scenario)
}

function parseEntry(line: string): Entry | undefined {
  try {
    const entry: unknown = JSON.parse(line)
    return typeof entry === 'object' && entry !== null && 'source' in entry ? (entry as Entry) : undefined
  } catch {
    return undefined
  }
}

function openEvidence(directory: string, id: string): Evidence {
  const folder = join('evidence', id)
  const text = remembered((file: string) => {
    const path = join(directory, folder, file)
    // Not through a link: what it says would stand in the report.
    const isFile = lstatSync(path, { throwIfNoEntry: false })?.isFile() === true
    return isFile ? quietly(() => readFileSync(path, 'utf8')) : undefined
  })
  const parsed = remembered((file: string): unknown =>
    quietly(() => parse(text(file) ?? 'null', { maxAliasCount: 1_000 })),
  )
  return {
    text,
    path: file => join(folder, file),
    index: quietly(() => JSON.parse(text('index.json') ?? 'null') as EvidenceIndex | null) ?? undefined,
    yaml: <T>(file: string) => (parsed(file) as T | null) ?? undefined,
  }
}

/** Each file is read once, whichever rule asks for it. */
function remembered<T>(read: (file: string) => T): (file: string) => T {
  const known = new Map<string, T>()
  return file => {
    if (!known.has(file)) known.set(file, read(file))
    return known.get(file) as T
  }
}

/** A file that was cut or damaged is as good as none. */
function quietly<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
