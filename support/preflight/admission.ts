/**
 * Whether the cluster admits the Pods that the scenarios make: each is sent to the server as a dry run, which asks every
 * admission plugin and policy and makes nothing. Pod Security, quotas and limit ranges are named beside it.
 */

import { messageOf } from '../failure.ts'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { createObject, listObjects } from '../kubernetes/objects.ts'
import { statusOf, unlessForbidden } from '../kubernetes/request.ts'
import type { Needs, Template } from '../needs/needs.ts'
import { fromTemplate } from '../needs/template.ts'
import type { Finding } from '../record.ts'
import { marked } from '../scope.ts'
import { type Inquiry, limits, ok } from './inquiry.ts'
import { type ProbeNamespace, preflightMark } from './probe-namespace.ts'

const enforce = 'pod-security.kubernetes.io/enforce'

export async function lookAtAdmission(
  inquiry: Inquiry,
  { name, object }: ProbeNamespace,
): Promise<Finding[]> {
  const [refusals, bounds] = await Promise.all([findRefusals(inquiry, name), describeBounds(inquiry, name)])
  const level = object?.metadata?.labels?.[enforce] ?? 'none of its own'
  const facts = `Pod Security of ${inquiry.settings.namespace === undefined ? 'new namespaces' : name}: ${level}; ${bounds}`
  if (refusals.size === 0) return [ok('admission', `every Pod of the scenarios is admitted (${facts})`)]
  return [...refusals].map(([why, scenarios]) =>
    limits('admission', `the cluster does not admit a Pod: ${why} (${facts})`, {
      fix: 'allow it for namespaces of the run, or choose other scenarios',
      scenarios,
      verdict: 'not supported',
    }),
  )
}

/** Why a Pod is refused → the scenarios that make such a Pod. */
async function findRefusals(inquiry: Inquiry, namespace: string): Promise<Map<string, string[]>> {
  const refusals = new Map<string, string[]>()
  const asked = podsByShape(inquiry.needs).map(async ({ pod, scenarios }) => {
    const why = await tryPod(inquiry, namespace, pod)
    if (why !== undefined) refusals.set(why, [...new Set([...(refusals.get(why) ?? []), ...scenarios])])
  })
  await Promise.all(asked)
  return refusals
}

/** Each shape of a Pod once. */
function podsByShape(needs: ReadonlyMap<string, Needs>): { pod: object; scenarios: string[] }[] {
  const shapes = new Map<string, { pod: object; scenarios: string[] }>()
  for (const [id, { objects }] of needs)
    for (const template of objects) {
      const pod = podOf(template)
      if (pod === undefined) continue
      const key = JSON.stringify(pod)
      const scenarios = [...new Set([...(shapes.get(key)?.scenarios ?? []), id])]
      shapes.set(key, { pod, scenarios })
    }
  return [...shapes.values()]
}

/** A Pod as the object's controller would make it, under a name of its own. */
function podOf({ kind, metadata, spec }: Template): object | undefined {
  const generateName = 'stateproof-dry-run-'
  if (kind === 'Pod')
    return { apiVersion: 'v1', kind, metadata: { ...metadata, name: undefined, generateName }, spec }
  if (spec?.template === undefined) return undefined
  const claims = (spec.volumeClaimTemplates ?? []).map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: name },
  }))
  const { serviceAccountName: _, ...pod } = spec.template.spec as {
    serviceAccountName?: string
  } & typeof spec.template.spec
  const volumes = [...(pod.volumes ?? []), ...claims]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...spec.template.metadata, generateName },
    spec: { ...pod, volumes },
  }
}

/** @returns why it is refused, if so. What is wrong in another way than by policy, the scenario itself will tell. */
async function tryPod(
  { cluster, acquired, runId }: Inquiry,
  namespace: string,
  pod: object,
): Promise<string | undefined> {
  const manifest = fromTemplate(pod, acquired, namespace) as Parameters<typeof createObject<'Pod'>>[1]
  try {
    await createObject(cluster, marked(manifest, { runId, scenario: preflightMark, namespace }), {
      dryRun: true,
    })
    return undefined
  } catch (error) {
    return statusOf(error)?.status === 403 ? withoutName(messageOf(error)) : undefined
  }
}

/** The server gives each a name of its own, and the reason is the same. */
function withoutName(message: string): string {
  return message.replace(/^.*?got 403 /s, '').replaceAll(/stateproof-dry-run-[a-z0-9]+/g, 'of the scenario')
}

async function describeBounds({ cluster }: Inquiry, namespace: string): Promise<string> {
  const [quotas, ranges] = await Promise.all([
    unlessForbidden(listObjects(cluster, 'ResourceQuota', { namespace })),
    unlessForbidden(listObjects(cluster, 'LimitRange', { namespace })),
  ])
  const quota =
    quotas === undefined ? 'quotas unknown' : quotas.items.map(describeQuota).join(', ') || 'no quota'
  const range = ranges?.items.map(({ metadata }) => metadata?.name).join(', ')
  return `${quota}; ${range === undefined ? 'limit ranges unknown' : range === '' ? 'no limit range' : `limit range ${range}`}`
}

function describeQuota({ metadata, status }: ObjectOf<'ResourceQuota'>): string {
  const used = Object.entries(status?.hard ?? {}).map(
    ([name, hard]) => `${name} ${status?.used?.[name] ?? '?'} of ${hard}`,
  )
  return `quota ${metadata?.name}: ${used.join(', ')}`
}
