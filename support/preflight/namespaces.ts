/**
 * The namespace that the run was given: it must be there and hold no workload of anybody else, since the scenarios' names
 * and labels are the article's, and `all Pods` means all. And what other runs have on the cluster at this moment.
 */
import { listObjects, readObject } from '../kubernetes/objects.ts'
import { isForbidden, isNotFound, unlessForbidden } from '../kubernetes/request.ts'
import type { Finding } from '../record.ts'
import { runLabel } from '../run-context.ts'
import { type Inquiry, ok, unknown, unusable, warning } from './inquiry.ts'

const code = 'namespace'

export async function lookAtNamespace(inquiry: Inquiry): Promise<Finding[]> {
  const { cluster, settings } = inquiry
  const name = settings.namespace
  if (name === undefined) return []
  try {
    const { status } = await readObject(cluster, { kind: 'Namespace', name })
    if (status?.phase === 'Terminating') return [unusable(code, `namespace ${name} is being deleted`)]
  } catch (error) {
    if (isNotFound(error))
      return [unusable(code, `there is no namespace ${name}`, { fix: `kubectl create namespace ${name}` })]
    if (!isForbidden(error)) throw error
  }
  const strangers = await strangersIn(inquiry, name)
  if (strangers.length === 0) return [ok(code, `namespace ${name} holds no workloads`)]
  return [
    unusable(code, `namespace ${name} holds what is not ours: ${strangers.join(', ')}`, {
      fix: 'give the run an empty namespace: its scenarios use the names web, nginx, client and es and delete all Pods',
    }),
  ]
}

async function strangersIn({ cluster }: Inquiry, namespace: string): Promise<string[]> {
  const kinds = ['StatefulSet', 'Deployment', 'DaemonSet', 'Pod', 'PersistentVolumeClaim', 'Service'] as const
  const lists = kinds.map(async kind => {
    const list = await unlessForbidden(listObjects(cluster, kind, { namespace }))
    return (
      (list?.items ?? [])
        // The API server's own, in namespace default.
        .filter(({ metadata }) => !(kind === 'Service' && metadata?.name === 'kubernetes'))
        .map(({ metadata }) => {
          const owner = metadata?.labels?.[runLabel]
          return `${kind} ${metadata?.name}${owner === undefined ? '' : ` of run ${owner}`}`
        })
    )
  })
  return (await Promise.all(lists)).flat()
}

export async function lookAtOtherRuns({ cluster, runId, settings }: Inquiry): Promise<Finding[]> {
  const code = 'other-runs'
  if (settings.namespace !== undefined) return []
  const list = await unlessForbidden(listObjects(cluster, 'Namespace', { labelSelector: runLabel }))
  if (list === undefined) return [unknown(code, 'this user may not list namespaces')]
  const runs = Map.groupBy(list.items, ({ metadata }) => metadata?.labels?.[runLabel] ?? '')
  runs.delete(runId)
  if (runs.size === 0) return [ok(code, 'no other run has anything here')]
  const described = [...runs].map(([id, { length }]) => `${id} (${length} namespaces)`).join(', ')
  return [
    warning(code, `other runs have something here: ${described}`, {
      fix: 'they do not disturb each other, but share the nodes; what a dead one left: stateproof cleanup RUN',
    }),
  ]
}
