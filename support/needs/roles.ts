/**
 * The smallest Role and ClusterRole that hold these rights, as RBAC objects. Pure.
 *
 * Without a given namespace the run's own are not known beforehand, so that rights in them are a ClusterRole's.
 */
import { isPath, type Right } from '../rights.ts'

export interface Rule {
  apiGroups?: string[]
  resources?: string[]
  nonResourceURLs?: string[]
  verbs: string[]
}

export interface RoleManifest {
  apiVersion: 'rbac.authorization.k8s.io/v1'
  kind: 'Role' | 'ClusterRole'
  metadata: { name: string; namespace?: string }
  rules: Rule[]
}

export const roleName = 'stateproof'

/** @param namespace the one in which everything is to run, if one is given. */
export function rolesFor(rights: readonly Right[], namespace?: string): RoleManifest[] {
  const places = Map.groupBy(rights, right => placeOf(right, namespace))
  const names = [...places.keys()].toSorted(
    (a, b) => rank(a, namespace) - rank(b, namespace) || a.localeCompare(b),
  )
  return names.map(place => toRole(place, places.get(place) ?? []))
}

function placeOf({ place }: Right, namespace: string | undefined): string {
  return place === 'own' ? (namespace ?? 'cluster') : place
}

/** What an owner can grant himself comes first. */
function rank(place: string, namespace: string | undefined): number {
  return place === namespace ? 0 : place === 'cluster' ? 1 : 2
}

function toRole(place: string, rights: readonly Right[]): RoleManifest {
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  const rules = rulesFor(rights)
  if (place === 'cluster') return { apiVersion, kind: 'ClusterRole', metadata: { name: roleName }, rules }
  return { apiVersion, kind: 'Role', metadata: { name: roleName, namespace: place }, rules }
}

/** Resources of one group with the same verbs share a rule. */
function rulesFor(rights: readonly Right[]): Rule[] {
  const paths = rights.filter(isPath)
  const verbsOf = Map.groupBy(
    rights.filter(right => !isPath(right)),
    ({ group, resource, subresource }) =>
      `${group} ${resource}${subresource === undefined ? '' : `/${subresource}`}`,
  )
  const resources = [...verbsOf].map(([key, list]) => {
    const [group = '', resource = ''] = key.split(' ')
    return { group, resource, verbs: [...new Set(list.map(({ verb }) => verb))].sort() }
  })
  const rules = Map.groupBy(resources, ({ group, verbs }) => `${group} ${verbs.join()}`)
  const ofResources = [...rules.values()].map(list => ({
    apiGroups: [list[0]?.group ?? ''],
    resources: list.map(({ resource }) => resource).sort(),
    verbs: list[0]?.verbs ?? [],
  }))
  const ofPaths = paths.map(({ resource, verb }) => ({ nonResourceURLs: [resource], verbs: [verb] }))
  return [...ofResources.toSorted(byText), ...ofPaths.toSorted(byText)]
}

function byText(a: object, b: object): number {
  return JSON.stringify(a).localeCompare(JSON.stringify(b))
}
