/**
 * One right on the API, and how it is written: `create pods/exec`, `list services in kube-system`,
 * `watch persistentvolumes in cluster`, `get /version`. Without a place it is meant for the namespaces of the run.
 *
 * Pure; knows nothing of who has it.
 */
export interface Right {
  /** In RBAC's words: get, list, watch, create, update, patch, delete, deletecollection. */
  verb: string
  /** '' for the core group. */
  group: string
  /** Plural, or a path such as `/version`. */
  resource: string
  subresource?: string
  /** The namespaces of the run, every namespace (and what has none), or the one of this name. */
  place: 'own' | 'cluster' | (string & {})
}

export function isPath({ resource }: Right): boolean {
  return resource.startsWith('/')
}

export function writeRight(right: Right): string {
  const { verb, group, resource, subresource, place } = right
  if (isPath(right)) return `${verb} ${resource}`
  const what = `${resource}${group && `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`
  return place === 'own' ? `${verb} ${what}` : `${verb} ${what} in ${place}`
}

/** @throws SyntaxError for a text that `writeRight` never wrote. */
export function readRight(text: string): Right {
  const found = /^(?<verb>[a-z]+) (?<what>\S+?)(?: in (?<place>[a-z0-9-]+))?$/.exec(text)?.groups
  if (found === undefined) throw new SyntaxError(`no right: "${text}"`)
  const { verb = '', what = '', place = 'own' } = found
  if (what.startsWith('/')) return { verb, group: '', resource: what, place: 'cluster' }
  const [qualified = '', subresource] = what.split('/')
  const [resource = '', ...group] = qualified.split('.')
  return { verb, group: group.join('.'), resource, place, ...(subresource !== undefined && { subresource }) }
}
