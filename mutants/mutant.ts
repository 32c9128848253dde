/**
 * A cluster broken on purpose: what is broken, how to break and to heal it, which scenarios must fail and what their
 * reason must name. A scenario that no mutant can fail proves nothing.
 */
import type { Engine } from '../support/docker.ts'
import type { Cluster } from '../support/kubernetes/cluster.ts'
import { isNotFound, send } from '../support/kubernetes/request.ts'
import type { ServerDifference } from '../support/workloads/nfs/server-beside.ts'

export interface NfsFacts {
  /** Name by which nodes reach it. */
  server: string
  path: string
  container: string
}

/** What lies around the cluster, for mutants that are not made through its API. */
export interface Surroundings {
  clusterName: string
  engine: Engine
  nfs: NfsFacts
}

export interface Mutant {
  name: string
  /** What is broken, in one sentence. */
  breaks: string
  /** Breaks the cluster. @returns how to heal it; called whatever happens. */
  inject(cluster: Cluster, around: Surroundings): Promise<() => Promise<void>>
  /** The run gets an NFS server of its own with this flaw instead of the cluster's. */
  server?: ServerDifference
  /** What the broken cluster has made cannot go before it is healed: the run leaves it to the clean-up afterwards. */
  keep?: true
  /** Scenario id → what the reason of its failure must name. */
  fails: Record<string, RegExp>
  /** Scenario id → what the first sentence of its diagnosis must name: the true cause. */
  diagnosis?: Record<string, RegExp>
  /** Shortens our patience where a scenario can only fail by running out of it. */
  timeoutScale?: number
}

const admission = '/apis/admissionregistration.k8s.io/v1'
/** The API server compiles a new policy within a second or two; there is nothing to watch that says so. */
const policyTakesEffectMs = 3_000

export interface Policy {
  name: string
  group: string
  resource: string
  /** Default: what is created only. Events that come again are changed. */
  operations?: ('CREATE' | 'UPDATE')[]
  /** CEL; the policy applies where it holds. */
  condition?: string
  /** CEL that yields a list of JSONPatch operations. */
  patch: string
}

/** CEL: the Pod's first container mounts an emptyDir where its claim belongs; the claim's volume stays in the Pod. */
export const mountsElsewhere = `[
  JSONPatch{op: "add", path: "/spec/volumes/-", value: Object.spec.volumes{name: "elsewhere", emptyDir: Object.spec.volumes.emptyDir{}}},
  JSONPatch{op: "replace", path: "/spec/containers/0/volumeMounts/0/name", value: "elsewhere"}
]`

/**
 * CEL: beside the first container another one runs for as long as the Pod does (an init container that is started again
 * for ever), with the same image and volume. The Pod's commands still find one container only.
 */
export const runsBeside = (line: string) => `[JSONPatch{op: "add", path: "/spec/initContainers", value: [
  Object.spec.initContainers{
    name: "stranger", image: object.spec.containers[0].image, imagePullPolicy: object.spec.containers[0].imagePullPolicy,
    restartPolicy: "Always", command: ["sh", "-c", "${line}"],
    volumeMounts: [Object.spec.initContainers.volumeMounts{name: "data", mountPath: "/data"}]
  }]}]`

/** CEL: this is the Pod with this name; one that a controller makes has none yet when it is admitted. */
export const isPod = (name: string) => `has(object.metadata.name) && object.metadata.name == "${name}"`

/** Changes objects as they are written in stateproof's own namespaces, by a MutatingAdmissionPolicy. */
export async function injectPolicy(
  cluster: Cluster,
  { name, group, resource, operations = ['CREATE'], condition, patch }: Policy,
): Promise<() => Promise<void>> {
  const metadata = { name: `stateproof-mutant-${name}` }
  const namespaceSelector = { matchExpressions: [{ key: 'stateproof.dev/run', operator: 'Exists' }] }
  const spec = {
    matchConstraints: {
      namespaceSelector,
      resourceRules: [{ apiGroups: [group], apiVersions: ['v1'], operations, resources: [resource] }],
    },
    ...(condition !== undefined && { matchConditions: [{ name: 'applies', expression: condition }] }),
    failurePolicy: 'Fail',
    reinvocationPolicy: 'Never',
    mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: patch } }],
  }
  const policies = `${admission}/mutatingadmissionpolicies`
  const bindings = `${admission}/mutatingadmissionpolicybindings`
  const kind = 'MutatingAdmissionPolicy'
  const remove = async () => {
    for (const path of [bindings, policies])
      await send(cluster, {
        method: 'DELETE',
        path: `${path}/${metadata.name}`,
        what: `delete ${kind}`,
      }).catch(ignoreNotFound)
  }
  // What a run that was killed has left.
  await remove()
  await send(cluster, {
    method: 'POST',
    path: policies,
    what: `create ${kind}`,
    body: { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata, spec },
  })
  await send(cluster, {
    method: 'POST',
    path: bindings,
    what: `create ${kind}Binding`,
    body: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: `${kind}Binding`,
      metadata,
      spec: { policyName: metadata.name },
    },
  })
  await new Promise(resolve => setTimeout(resolve, policyTakesEffectMs))
  return remove
}

function ignoreNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error
}

/** Sets the replicas of a Deployment. @returns how to set them back. */
export async function scaleDeployment(
  cluster: Cluster,
  { namespace, name }: { namespace: string; name: string },
  replicas: number,
): Promise<() => Promise<void>> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}/scale`
  const { spec } = await send<{ spec: { replicas: number } }>(cluster, {
    method: 'GET',
    path,
    what: `read the scale of ${name}`,
  })
  const scale = (count: number) =>
    send(cluster, {
      method: 'PATCH',
      path,
      body: { spec: { replicas: count } },
      contentType: 'application/merge-patch+json',
      what: `scale ${name}`,
    })
  await scale(replicas)
  return async () => void (await scale(spec.replicas))
}
