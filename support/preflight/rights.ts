/**
 * Whether we may do what the chosen scenarios do, right by right as the table of needs has them, and whether the server
 * has the kinds at all.
 *
 * A right that a required scenario lacks makes the run unusable. In a given namespace that holds for rights in it only: what
 * lies outside is not its owner's, and a scenario that needs it is not supported there.
 */
import { mayI } from '../kubernetes/access-review.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import { apiVersionsOf } from '../kubernetes/kinds.ts'
import { isNotFound, send } from '../kubernetes/request.ts'
import { whoNeeds } from '../needs/needs.ts'
import type { Finding } from '../record.ts'
import { readRight } from '../rights.ts'
import { type Inquiry, idsOf, limits, ok, unusable } from './inquiry.ts'

/** As many questions as connections that client-node's pool opens without complaint; each takes some milliseconds. */
const atOnce = 16

export async function lookAtRights(inquiry: Inquiry): Promise<Finding[]> {
  const { cluster, settings, selected, table, namespace } = inquiry
  const needed = whoNeeds(table, idsOf(selected), settings.namespace)
  const refused: string[] = []
  const open = [...needed.keys()]
  const ask = async () => {
    for (let right = open.pop(); right !== undefined; right = open.pop())
      if (!(await mayI(cluster, readRight(right), namespace))) refused.push(right)
  }
  await Promise.all(Array.from({ length: atOnce }, ask))
  if (refused.length === 0) return [ok('rights', `all ${needed.size} rights are there`)]
  return refused.sort().map(right => lacking(inquiry, right, needed.get(right) ?? []))
}

function lacking({ settings, selected }: Inquiry, right: string, who: string[]): Finding {
  const isRequired = (id: string) => id === 'run' || selected.some(s => s.id === id && s.level === 'must')
  const isOutside = settings.namespace !== undefined && readRight(right).place !== 'own'
  const kind = who.some(isRequired) && !isOutside ? unusable : limits
  return kind('rights', `this user may not ${right}`, {
    fix: isOutside
      ? 'grant it, or run on namespaces of its own (without --namespace)'
      : 'grant what stateproof rbac prints, or --namespace NS for what an owner of one namespace can run',
    scenarios: who.filter(id => id !== 'run'),
    verdict: 'not supported',
  })
}

/** The kinds that the scenarios use, against the server's own list of what it has. */
export async function lookAtApis({ cluster, selected, table, settings }: Inquiry): Promise<Finding[]> {
  const needed = whoNeeds(table, idsOf(selected), settings.namespace)
  const resources = new Map<string, string[]>()
  for (const [text, who] of needed) {
    const { group, resource } = readRight(text)
    for (const apiVersion of apiVersionsOf(group, resource)) {
      const key = `${apiVersion} ${resource}`
      resources.set(key, [...new Set([...(resources.get(key) ?? []), ...who])])
    }
  }
  const versions = [...new Set([...resources.keys()].map(key => key.split(' ')[0] ?? ''))]
  const served = new Set((await Promise.all(versions.map(version => resourcesOf(cluster, version)))).flat())
  const missing = [...resources].filter(([key]) => !served.has(key))
  if (missing.length === 0) return [ok('api', `the server has all ${resources.size} kinds`)]
  return missing.map(([key, who]) => {
    const isRequired = selected.some(({ id, level }) => level === 'must' && who.includes(id))
    return (isRequired ? unusable : limits)(
      'api',
      `the server has no ${key.split(' ').reverse().join(' in ')}`,
      {
        scenarios: who.filter(id => id !== 'run'),
        verdict: 'not supported',
      },
    )
  })
}

async function resourcesOf(cluster: Cluster, apiVersion: string): Promise<string[]> {
  const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  try {
    const { resources } = await send<{ resources: { name: string }[] }>(cluster, {
      method: 'GET',
      path,
      what: 'ask which kinds there are',
    })
    return resources.map(({ name }) => `${apiVersion} ${name}`)
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
}
