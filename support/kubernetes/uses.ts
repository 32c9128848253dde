/**
 * What a request to the API server uses: the rights that the server asks for before it does what the request says.
 *
 * Pure, from the request alone, so that what is needed can be derived from what was done, and no list is kept by hand.
 * Knows nothing of who may.
 */
import type { ApiRequest } from './request.ts'

/** One right as one request used it. */
export interface Use {
  verb: string
  group: string
  resource: string
  subresource?: string
  /** Absent for what has no namespace, and for all namespaces at once. */
  namespace?: string
  /** Name of the object. */
  name?: string
  /** The object that was sent. */
  body?: unknown
}

const verbs = {
  GET: { one: 'get', many: 'list' },
  POST: { one: 'create', many: 'create' },
  PUT: { one: 'update', many: 'update' },
  PATCH: { one: 'patch', many: 'patch' },
  DELETE: { one: 'delete', many: 'deletecollection' },
}
const pattern =
  /^\/(?:api\/v1|apis\/(?<group>[^/]+)\/[^/]+)(?:\/namespaces\/(?<namespace>[^/]+)(?=\/.))?\/(?<resource>[^/]+)(?:\/(?<name>[^/]+))?(?:\/(?<subresource>[^/]+))?/

/**
 * The rights that a request uses: that of its verb, and for a Role those that it hands on, since nobody may grant what
 * he does not have (Kubernetes documentation, "Using RBAC Authorization", "Restrictions on role creation or update").
 */
export function usesOf({ method, path, query, body }: ApiRequest): Use[] {
  const found = pattern.exec(path)?.groups
  if (found === undefined) return [{ verb: 'get', group: '', resource: path }]
  const { group = '', namespace, resource = '', name, subresource } = found
  const { one, many } = verbs[method]
  const verb = query?.watch === true ? 'watch' : name === undefined ? many : one
  const sent = bodyOf(body)
  const objectName = name ?? sent?.metadata?.name
  const use: Use = {
    verb,
    group,
    resource,
    ...(subresource !== undefined && { subresource }),
    ...(namespace !== undefined && { namespace }),
    ...(objectName !== undefined && { name: objectName }),
    ...(sent !== undefined && { body: sent }),
  }
  return [use, ...(verb === 'create' ? grantsOf(sent, namespace) : [])]
}

/**
 * The rights of a stream to a Pod (exec, port-forward). A WebSocket begins as a GET; from Kubernetes 1.35 on the server asks
 * for `create` besides (its feature AuthorizePodWebsocketUpgradeCreatePermission).
 */
export function usesOfStream(subresource: 'exec' | 'portforward', namespace: string, name: string): Use[] {
  return ['get', 'create'].map(verb => ({ verb, group: '', resource: 'pods', subresource, namespace, name }))
}

interface Sent {
  kind?: string
  metadata?: { name?: string }
  rules?: { apiGroups?: string[]; resources?: string[]; verbs: string[] }[]
}

function bodyOf(body: unknown): Sent | undefined {
  return typeof body === 'object' && body !== null ? (body as Sent) : undefined
}

function grantsOf(sent: Sent | undefined, namespace: string | undefined): Use[] {
  if (sent?.kind !== 'Role' && sent?.kind !== 'ClusterRole') return []
  return (sent.rules ?? []).flatMap(({ apiGroups = [], resources = [], verbs }) =>
    apiGroups.flatMap(group =>
      resources.flatMap(written =>
        verbs.map(verb => {
          const [resource = '', subresource] = written.split('/')
          return {
            verb,
            group,
            resource,
            ...(subresource !== undefined && { subresource }),
            ...(namespace !== undefined && { namespace }),
          }
        }),
      ),
    ),
  )
}
