/**
 * What a run was made with and on, as facts that can be compared one by one, and one hash of them: two runs with the
 * same hash compare like with like.
 *
 * What differs from run to run without meaning anything (ids, times, ports, the order of nodes) is left out.
 */
import { createHash } from 'node:crypto'
import type { NodeFacts, RunFacts } from '../record.ts'

export interface Fingerprint {
  /** By the name that a reader knows them by: `cluster.version`, `images.nginx`. */
  facts: Map<string, string>
  /** SHA-256 over all of them, in hexadecimal. */
  hash: string
}

/** Of the run, or of how it was told to go about it; the rest of its facts are the cluster's and the tools'. */
const incidental = new Set([
  'format',
  'runId',
  'startedAt',
  'command',
  'tagExpression',
  'shard',
  'mergedFrom',
  'folder',
  'preflight',
  'namespace',
  'nodes',
  // Settings that choose scenarios, or say where the cluster and the output are.
  'tags',
  'names',
  'scenarios',
  'failFast',
  'kubeconfig',
  'context',
  'server',
  'why',
])

export function fingerprintOf(run: RunFacts): Fingerprint {
  const facts = new Map([...flatten(withoutWarnings(run)), ...nodeFacts(run.cluster.nodes)].sort(byName))
  const hash = createHash('sha256')
    .update(JSON.stringify([...facts]))
    .digest('hex')
  return { facts, hash }
}

/** What the preflight warned of is of the moment: clocks, other runs. */
function withoutWarnings({ deviations, preflight = [], ...run }: RunFacts): RunFacts {
  const warnings = new Set(preflight.map(({ sentence }) => sentence))
  return { ...run, deviations: deviations.filter(deviation => !warnings.has(deviation)) }
}

/** Facts that one has and the other has not, or has otherwise. */
export function differences(
  before: Fingerprint,
  after: Fingerprint,
): { name: string; before?: string; after?: string }[] {
  const names = [...new Set([...before.facts.keys(), ...after.facts.keys()])].sort()
  return names
    .map(name => ({ name, ...pick('before', before, name), ...pick('after', after, name) }))
    .filter(({ name }) => before.facts.get(name) !== after.facts.get(name))
}

function pick<K extends string>(key: K, { facts }: Fingerprint, name: string): { [P in K]?: string } {
  const value = facts.get(name)
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: string }
}

function flatten(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]): [string, string][] => {
    if (incidental.has(key) || inner === undefined) return []
    const name = path === '' ? key : `${path}.${key}`
    if (Array.isArray(inner)) return flattenList(inner, name)
    if (typeof inner === 'object' && inner !== null) return flatten(inner, name)
    return [[name, String(inner)]]
  })
}

/** What has a name is compared by it, the rest as one text. */
function flattenList(list: readonly unknown[], path: string): [string, string][] {
  const texts = list.filter(item => !isNamed(item)).map(textOf)
  const named = list.filter(isNamed).flatMap(({ name, namespace, ...rest }) => {
    const key = namespace === undefined ? name : `${namespace}/${name}`
    return flatten(rest, `${path}.${key}`)
  })
  return [...(texts.length === 0 ? [] : [[path, texts.sort().join('; ')] as [string, string]]), ...named]
}

function isNamed(item: unknown): item is { name: string; namespace?: string } {
  return typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string'
}

/** How many nodes of each sort: their names and their order say nothing. */
function nodeFacts(nodes: readonly NodeFacts[]): [string, string][] {
  const sorts = Map.groupBy(nodes, ({ name: _, podCidrs: __, ...sort }) => nodeSort(sort))
  const texts = [...sorts].map(([sort, members]) => `${members.length} × ${sort}`)
  return texts.length === 0 ? [] : [['cluster.nodes', texts.sort().join('; ')]]
}

/** Records of older versions do not say which nodes take Pods; that a control plane takes none goes without saying. */
function nodeSort({ roles = [], schedulable = true, ...facts }: Partial<NodeFacts>): string {
  const closed = schedulable || roles.includes('control-plane') ? [] : ['takes no Pods']
  const values = flatten(facts).map(([, value]) => value)
  return [roles.toSorted().join('+') || 'worker', ...values, ...closed].join(', ')
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
