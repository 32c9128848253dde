/**
 * Create, read, list, patch, delete: the same for every kind.
 *
 * Knows nothing of what the objects mean, and does not wait: waiting is the journal's.
 */
import { Failure } from '../failure.ts'
import type { Cluster } from './cluster.ts'
import {
  collectionPath,
  type Kind,
  type ManifestOf,
  nameOf,
  type ObjectOf,
  type ObjectRef,
  objectPath,
} from './kinds.ts'
import { isNotFound, send } from './request.ts'

interface RequestOptions {
  signal?: AbortSignal
  withinMs?: number
}

/** @param options.dryRun the server does all but keep it. */
export async function createObject<K extends Kind>(
  cluster: Cluster,
  manifest: ManifestOf<K>,
  { dryRun = false, ...options }: RequestOptions & { dryRun?: boolean } = {},
): Promise<ObjectOf<K>> {
  const { namespace, name = '' } = manifest.metadata ?? {}
  const path = collectionPath(manifest.kind, namespace)
  return send(cluster, {
    method: 'POST',
    path,
    query: { dryRun: dryRun ? 'All' : undefined },
    body: manifest,
    what: `create ${nameOf({ kind: manifest.kind, name })}`,
    ...options,
  })
}

export async function readObject<K extends Kind>(
  cluster: Cluster,
  ref: ObjectRef & { kind: K },
  options: RequestOptions = {},
): Promise<ObjectOf<K>> {
  return send(cluster, { method: 'GET', path: objectPath(ref), what: `read ${nameOf(ref)}`, ...options })
}

export interface ListOptions extends RequestOptions {
  namespace?: string
  labelSelector?: string
  fieldSelector?: string
}

/** A list and the version of the store that it shows: a watch from there misses nothing. */
export interface ObjectList<K extends Kind> {
  items: ObjectOf<K>[]
  resourceVersion: string
}

export async function listObjects<K extends Kind>(
  cluster: Cluster,
  kind: K,
  options: ListOptions = {},
): Promise<ObjectList<K>> {
  const { namespace, labelSelector, fieldSelector, ...rest } = options
  const path = collectionPath(kind, namespace)
  const list = await send<{ items?: ObjectOf<K>[]; metadata: { resourceVersion: string } }>(cluster, {
    method: 'GET',
    path,
    query: { labelSelector, fieldSelector },
    what: `list ${kind}s`,
    ...rest,
  })
  return { items: list.items ?? [], resourceVersion: list.metadata.resourceVersion }
}

/** `app=nginx,tier=web`: the objects that carry all of these labels. */
export function selectorOf(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
}

/** JSON merge patch; `subresource` for `scale` or `status`. */
export async function patchObject(
  cluster: Cluster,
  ref: ObjectRef,
  patch: object,
  { subresource, ...options }: RequestOptions & { subresource?: string } = {},
): Promise<void> {
  const path = objectPath(ref) + (subresource === undefined ? '' : `/${subresource}`)
  const contentType = 'application/merge-patch+json'
  await send(cluster, {
    method: 'PATCH',
    path,
    body: patch,
    contentType,
    what: `change ${nameOf(ref)}`,
    ...options,
  })
}

export interface DeleteOptions extends RequestOptions {
  gracePeriodSeconds?: number
  /** Default: Background. */
  propagation?: 'Foreground' | 'Background' | 'Orphan'
}

/** Asks for the object's deletion; one that is not there is as good as deleted. It may take a while to be gone. */
export async function deleteObject(
  cluster: Cluster,
  ref: ObjectRef,
  { gracePeriodSeconds, propagation, ...options }: DeleteOptions = {},
): Promise<void> {
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    propagationPolicy: propagation ?? 'Background',
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
  }
  try {
    await send(cluster, {
      method: 'DELETE',
      path: objectPath(ref),
      body,
      what: `delete ${nameOf(ref)}`,
      ...options,
    })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

export interface CollectionOptions {
  namespace: string
  labelSelector?: string
  gracePeriodSeconds?: number
}

/** Deletes every object of a kind in a namespace, or those that the selector names, in one request. */
export async function deleteCollection(
  cluster: Cluster,
  kind: Kind,
  { namespace, labelSelector, gracePeriodSeconds }: CollectionOptions,
): Promise<void> {
  await send(cluster, {
    method: 'DELETE',
    path: collectionPath(kind, namespace),
    query: { labelSelector, gracePeriodSeconds },
    what: `delete ${kind}s`,
  })
}

/** Its answer is some hundred bytes; a server that sends more of them than this is none of Kubernetes'. */
const versionAtMostBytes = 64 * 1024

/**
 * The server's version, e.g. `v1.37.2`: the first thing that is asked of it.
 * @throws Failure `api-unreachable` for a server that is no Kubernetes API server, besides those of any request.
 */
export async function serverVersion(cluster: Cluster, options: RequestOptions = {}): Promise<string> {
  const what = 'ask for the version'
  const request = { method: 'GET' as const, path: '/version', what, atMostBytes: versionAtMostBytes }
  const answer = await send<{ gitVersion?: unknown } | null>(cluster, { ...request, ...options })
  if (typeof answer?.gitVersion === 'string') return answer.gitVersion
  throw new Failure({
    code: 'api-unreachable',
    what,
    on: cluster.server,
    expected: 'the version of a Kubernetes API server',
    got: JSON.stringify(answer).slice(0, 80),
    hint: 'is this a Kubernetes API server?',
  })
}
