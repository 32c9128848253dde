/**
 * The table of needs from the record of a run: what the scenarios that passed have used. One that did not pass may have
 * stopped early, or have looked at more than it needs.
 *
 * Pure; knows nothing of files.
 */
import { createHash } from 'node:crypto'
import type { Entry } from '../record.ts'
import type { NeedsTable, ScenarioEntry } from './needs.ts'

/** What one scenario has used. */
export interface Used {
  rights: string[]
  objects: { key: string; template: object }[]
  scales: Record<string, number>
}

/** By scenario id; that of the run itself is ''. */
export function collectUses(entries: Iterable<Entry>): Map<string, Used> {
  const found = new Map<string, Used>()
  for (const { source, type, scenario = '', kind, name = '', object, data } of entries) {
    if (source !== 'use') continue
    const used = found.get(scenario) ?? { rights: [], objects: [], scales: {} }
    found.set(scenario, used)
    if (type === 'right') used.rights.push(name)
    if (type === 'object' && typeof object === 'object' && object !== null)
      used.objects.push({ key: keyOf(kind ?? '', name, object), template: object })
    if (type === 'scale')
      used.scales[name] = Math.max(used.scales[name] ?? 0, (data as { replicas: number }).replicas)
  }
  return found
}

/** Names of ours that differ from run to run say nothing in a key. */
function keyOf(kind: string, name: string, object: object): string {
  const hash = createHash('sha256').update(JSON.stringify(object)).digest('hex').slice(0, 6)
  return `${kind}${name.startsWith('stateproof-') ? '' : ` ${name}`} ${hash}`
}

/** The table with what the passed scenarios used in the place of what it said of them. */
export function updateTable(
  table: NeedsTable,
  uses: ReadonlyMap<string, Used>,
  { passed, existing }: { passed: readonly string[]; existing: readonly string[] },
): NeedsTable {
  const whole = new Map<string, ScenarioEntry>()
  for (const [id, entry] of Object.entries(table.scenarios))
    whole.set(id, { ...entry, rights: [...table.everyScenario, ...entry.rights] })
  const objects = { ...table.objects }
  for (const id of passed) {
    const used = uses.get(id)
    if (used === undefined) continue
    for (const { key, template } of used.objects) objects[key] = template
    whole.set(id, toEntry(used))
  }
  for (const id of [...whole.keys()]) if (!existing.includes(id)) whole.delete(id)
  // How much the run itself must remove depends on how much the scenarios had time for.
  return toTable(whole, objects, [...table.run, ...(uses.get('')?.rights ?? [])])
}

function toEntry({ rights, objects, scales }: Used): ScenarioEntry {
  return {
    rights: [...new Set(rights)].sort(),
    objects: [...new Set(objects.map(({ key }) => key))],
    ...(Object.keys(scales).length > 0 && { scales }),
  }
}

/** What all have in common is said once; what nobody makes any more goes. */
function toTable(
  whole: ReadonlyMap<string, ScenarioEntry>,
  objects: Record<string, object>,
  run: readonly string[],
): NeedsTable {
  const entries = [...whole.entries()].toSorted(([a], [b]) => a.localeCompare(b))
  const [first, ...rest] = entries.map(([, { rights }]) => new Set(rights))
  const everyScenario = [...(first ?? [])].filter(right => rest.every(set => set.has(right))).sort()
  const made = [...new Set(entries.flatMap(([, { objects }]) => objects))].sort()
  return {
    run: [...new Set(run)].sort(),
    everyScenario,
    scenarios: Object.fromEntries(
      entries.map(([id, entry]) => [
        id,
        { ...entry, rights: entry.rights.filter(right => !everyScenario.includes(right)).sort() },
      ]),
    ),
    objects: Object.fromEntries(made.map(key => [key, objects[key] ?? {}])),
  }
}

/** @returns one line for each right or object that a passed scenario used and the table does not have. */
export function findUnlisted(
  table: NeedsTable,
  uses: ReadonlyMap<string, Used>,
  passed: readonly string[],
): string[] {
  return [...uses].flatMap(([id, { rights, objects }]) => {
    if (id !== '' && !passed.includes(id)) return []
    const entry = table.scenarios[id]
    const own = id === '' ? [] : [...table.everyScenario, ...(entry?.rights ?? [])]
    const listed = new Set([...table.run, ...own])
    const who = id || 'the run itself'
    const used = rights.filter(right => !listed.has(right)).map(right => `${who} used a right: ${right}`)
    const made = id === '' ? [] : objects.filter(({ key }) => !entry?.objects.includes(key))
    return [...used, ...made.map(({ key }) => `${who} made an object: ${key}`)]
  })
}
