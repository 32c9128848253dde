/**
 * Which objects of the scenario are otherwise than they were asked for. What we made is compared with what we sent; a Pod
 * of a StatefulSet with the set's template and with what its controller adds to it.
 *
 * Knows nothing of who changed them, and draws no conclusion.
 */
import { type Difference, differences } from './differences.ts'
import type { Facts } from './facts.ts'
import { isComparable } from './filled-in.ts'
import type { KubernetesObject, Pod, StatefulSet } from './objects.ts'
import { type Life, livesOf, type Past, type Told } from './past.ts'
import { unwatchedAlterations } from './unwatched.ts'

export interface Alteration {
  kind: string
  name: string
  differences: Difference[]
  /** Lines: what was asked for, and what came out. */
  askedLine: number
  /** 0 where no line shows it. */
  foundLine: number
  /** The file of the evidence that shows it, where no line does. */
  foundIn?: string
}

export function alterationsIn({ past, evidence, shared }: Facts): Alteration[] {
  const own = past.applied.flatMap(asked => {
    const life = past.lives.find(life => isOf(life, asked) && life.first.line > asked.line)
    return life === undefined ? [] : alteration(asked, life)
  })
  return [...own, ...podsOfSets(past), ...unwatchedAlterations({ past, evidence, shared })]
}

function isOf({ kind, name }: Life, { value }: Told<KubernetesObject>): boolean {
  return kind === value.kind && name === value.metadata?.name
}

function alteration(asked: Told<KubernetesObject>, { kind, name, first }: Life): Alteration[] {
  if (!isComparable(kind)) return []
  const found = differences(kind, asked.value.spec, first.value.spec)
  return found.length === 0
    ? []
    : [{ kind, name, differences: found, askedLine: asked.line, foundLine: first.line }]
}

function podsOfSets(past: Past): Alteration[] {
  return livesOf(past, 'Pod').flatMap(({ name, first }) => {
    const owner = first.value.metadata?.ownerReferences?.find(({ kind }) => kind === 'StatefulSet')
    const set = livesOf(past, 'StatefulSet').find(candidate => candidate.name === owner?.name)
    const revision = revisionOf(past, first.value)
    if (set === undefined || revision === undefined) return []
    const template = revision.first.value.data?.spec?.template?.spec
    const found = differences('Pod', podOf(set.first.value, template, name), first.value.spec)
    return found.length === 0
      ? []
      : [{ kind: 'Pod', name, differences: found, askedLine: revision.first.line, foundLine: first.line }]
  })
}

/** The template that the Pod was made from: while a set is updated, not every Pod is of its present one. */
function revisionOf(past: Past, { metadata }: Pod) {
  const hash = metadata?.labels?.['controller-revision-hash']
  return livesOf(past, 'ControllerRevision').find(({ name }) => name === hash)
}

/** The Pod that the controller makes from a template (Kubernetes, stateful_set_utils.go, newStatefulSetPod). */
function podOf({ spec }: StatefulSet, template: Pod['spec'], name: string): Pod['spec'] {
  const claims = (spec?.volumeClaimTemplates ?? []).map(({ metadata }) => ({
    name: metadata?.name ?? '',
    persistentVolumeClaim: { claimName: `${metadata?.name}-${name}` },
  }))
  const isClaim = (volume: { name?: string }) => claims.some(({ name }) => name === volume.name)
  return {
    ...template,
    hostname: name,
    ...(spec?.serviceName !== undefined && { subdomain: spec.serviceName }),
    volumes: [...claims, ...(template?.volumes ?? []).filter(volume => !isClaim(volume))],
  }
}
