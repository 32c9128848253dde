/**
 * What each scenario needs of the API: rights, and the objects that it makes. The table (needs.json) is written from the
 * records of real runs (scripts/checks/needs.ts), and a run in `npm test` fails on a right that it lacks.
 *
 * Knows nothing of any cluster.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { resourceOf } from '../kubernetes/kinds.ts'
import { packageRoot } from '../package.ts'
import { type Right, readRight, writeRight } from '../rights.ts'

/** needs.json. */
export interface NeedsTable {
  /** Of the run itself: its clean-up. */
  run: string[]
  /** Of every scenario, on top of its own. */
  everyScenario: string[]
  scenarios: Record<string, ScenarioEntry>
  /** Templates (template.ts) by key. */
  objects: Record<string, object>
}

export interface ScenarioEntry {
  rights: string[]
  /** Keys of what it makes, in its order. */
  objects: string[]
  /** StatefulSets that it scales, each with the most replicas. */
  scales?: Record<string, number>
}

/** An object that a scenario makes, as far as others need to know its shape. */
export interface Template {
  apiVersion: string
  kind: string
  metadata: { name?: string; labels?: Record<string, string> }
  spec?: {
    replicas?: number
    template?: { metadata?: object; spec: PodSpec }
    volumeClaimTemplates?: { metadata: { name: string } }[]
  }
}

export interface PodSpec {
  containers: Container[]
  initContainers?: Container[]
  volumes?: object[]
}

export interface Container {
  name: string
  image: string
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> }
}

export interface Needs {
  rights: Right[]
  objects: Template[]
  scales: Record<string, number>
}

export const tablePath = join(packageRoot, 'support', 'needs', 'needs.json')

export function readTable(): NeedsTable {
  return JSON.parse(readFileSync(tablePath, 'utf8')) as NeedsTable
}

/** @returns undefined for a scenario that the table does not know: one of the user's own, or one that is new. */
export function needsOf(table: NeedsTable, scenario: string): Needs | undefined {
  const entry = table.scenarios[scenario]
  if (entry === undefined) return undefined
  return {
    rights: rightsOf(table, scenario).map(readRight),
    objects: entry.objects.map(key => table.objects[key] as Template),
    scales: entry.scales ?? {},
  }
}

/** Every right of a scenario as it is written; of an unknown one, what every scenario needs. */
export function rightsOf({ everyScenario, scenarios }: NeedsTable, scenario: string): string[] {
  return [...everyScenario, ...(scenarios[scenario]?.rights ?? [])]
}

/**
 * Who needs which right: the text of the right → the scenarios, `run` among them for the run itself.
 * @param namespace where everything is to run in one given namespace: none is made or removed then, and what is made
 *   in it is removed by its label.
 */
export function whoNeeds(
  table: NeedsTable,
  scenarios: readonly string[],
  namespace?: string,
): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const add = (right: string, who: string) => {
    if (namespace !== undefined && readRight(right).resource === 'namespaces') return
    found.set(right, [...(found.get(right) ?? []), who])
  }
  for (const scenario of scenarios) {
    const rights = new Set([...rightsOf(table, scenario), ...removalOf(table, scenario, namespace)])
    for (const right of rights) add(right, scenario)
  }
  for (const right of namespace === undefined ? table.run : []) add(right, 'run')
  return found
}

/**
 * What is made outside the run's own namespaces is found by its label and deleted: in the cluster one by one, in a given
 * namespace all of a kind at once.
 */
function removalOf(
  { scenarios, objects }: NeedsTable,
  scenario: string,
  namespace: string | undefined,
): string[] {
  const made = (scenarios[scenario]?.objects ?? []).map(key => (objects[key] as Template).kind)
  return [...new Set(made)].flatMap(kind => {
    const { group = '', resource = '', namespaced } = resourceOf(kind) ?? {}
    if (kind === 'Namespace' || (namespaced && namespace === undefined)) return []
    const [deletion, place] = namespaced ? ['deletecollection', 'own'] : ['delete', 'cluster']
    return ['list', deletion].map(verb => writeRight({ verb, group, resource, place }))
  })
}
