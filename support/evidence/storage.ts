/**
 * Where volumes should come from: every class, the quotas of the namespace, and for each class that the scenario's claims
 * name who answers to its provisioner, whether that Pod is Ready and what its account may do; with its log.
 */
import { stringify } from 'yaml'
import { messageOf } from '../failure.ts'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { listObjects } from '../kubernetes/objects.ts'
import { describePod, isPodReady } from '../kubernetes/pods.ts'
import { send } from '../kubernetes/request.ts'
import { isDefaultClass } from '../kubernetes/storage-classes.ts'
import { runLabel } from '../run-context.ts'
import type { Gathering } from './collect-evidence.ts'
import { askWithinMs, containersOf, keepLog } from './logs.ts'

/** What every provisioner built on the provisioner library needs (sig-storage-lib-external-provisioner, README, "Rights"). */
const needed: readonly [group: string, resource: string, verb: string][] = [
  ['', 'persistentvolumes', 'list'],
  ['', 'persistentvolumes', 'watch'],
  ['', 'persistentvolumes', 'create'],
  ['', 'persistentvolumes', 'delete'],
  ['', 'persistentvolumeclaims', 'list'],
  ['', 'persistentvolumeclaims', 'watch'],
  ['storage.k8s.io', 'storageclasses', 'list'],
]

export async function keepStorage(gathering: Gathering): Promise<void> {
  const { scope, folder } = gathering
  const claims = scope.journal.view.list('PersistentVolumeClaim')
  if (claims.length === 0 && scope.run.nfs === undefined)
    return folder.leaveOut('storage classes and provisioners', 'the scenario has no claims')
  const content = async () => {
    const { items } = await listObjects(scope.cluster, 'StorageClass', { withinMs: askWithinMs })
    // The class that the run made, too: there may be no claim yet because its provisioner did not start.
    const isWanted = ({ metadata }: ObjectOf<'StorageClass'>) =>
      named.has(metadata?.name) || metadata?.labels?.[runLabel] === scope.run.runId
    const named = new Set(claims.map(({ spec }) => spec?.storageClassName))
    const provisioners = [...new Set(items.filter(isWanted).map(({ provisioner }) => provisioner))]
    const found = await Promise.all(provisioners.map(name => describeProvisioner(gathering, name)))
    return stringify({
      classes: items.map(describeClass),
      provisioners: found,
      quotas: await quotasOf(gathering),
    })
  }
  await folder.keep({ file: 'storage.yaml', what: 'storage classes, provisioners and their rights', content })
}

function describeClass({
  metadata,
  provisioner,
  parameters,
  reclaimPolicy,
  volumeBindingMode,
  mountOptions,
}: ObjectOf<'StorageClass'>) {
  return {
    name: metadata?.name,
    provisioner,
    isDefault: isDefaultClass({ metadata }),
    parameters,
    reclaimPolicy,
    volumeBindingMode,
    mountOptions,
  }
}

/**
 * Nothing in the API says which Pod a provisioner is. Taken for it is one that names it, in its environment, arguments or
 * annotations, or whose Deployment is called as the last part of the name says: `rancher.io/local-path`.
 */
async function describeProvisioner({ scope: { cluster }, folder }: Gathering, name: string) {
  const [deployments, pods] = await Promise.all([
    listObjects(cluster, 'Deployment', { withinMs: askWithinMs }),
    listObjects(cluster, 'Pod', { withinMs: askWithinMs }),
  ])
  const word = name.slice(name.lastIndexOf('/') + 1)
  const answers = ({ metadata, spec }: { metadata?: ObjectOf<'Pod'>['metadata']; spec?: object }) =>
    JSON.stringify(spec).includes(`"${name}"`) || (word.length > 3 && (metadata?.name ?? '').startsWith(word))
  const theirs = pods.items.filter(answers)
  const theirDeployments = deployments.items.filter(answers)
  await Promise.all(
    theirs
      .slice(0, 3)
      .flatMap(pod =>
        containersOf(pod).map(log =>
          keepLog({ cluster, folder, namespace: pod.metadata?.namespace ?? '', ...log }),
        ),
      ),
  )
  const owner = theirs[0] ?? theirDeployments[0]
  const account =
    theirs[0]?.spec?.serviceAccountName ?? theirDeployments[0]?.spec?.template.spec?.serviceAccountName
  const namespace = owner?.metadata?.namespace
  return {
    name,
    deployments: theirDeployments.map(({ metadata, spec, status }) => ({
      name: metadata?.name,
      namespace: metadata?.namespace,
      replicas: spec?.replicas,
      ready: status?.readyReplicas ?? 0,
    })),
    pods: theirs.map(pod => ({
      name: pod.metadata?.name,
      namespace: pod.metadata?.namespace,
      ready: isPodReady(pod),
      state: describePod(pod),
      node: pod.spec?.nodeName,
    })),
    ...(namespace !== undefined &&
      account !== undefined && {
        account: `${namespace}/${account}`,
        lacks: await rightsLackedBy({ cluster }, `system:serviceaccount:${namespace}:${account}`),
      }),
  }
}

/** @returns the rights that the account has not, or why nobody knows. */
async function rightsLackedBy(
  { cluster }: Pick<Gathering['scope'], 'cluster'>,
  user: string,
): Promise<string[] | string> {
  const ask = async ([group, resource, verb]: (typeof needed)[number]) => {
    const { status } = await send<{ status: { allowed: boolean } }>(cluster, {
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: { user, resourceAttributes: { group, resource, verb } },
      },
      what: `ask what ${user} may do`,
      withinMs: askWithinMs,
    })
    return status.allowed ? [] : [`${verb} ${resource}`]
  }
  try {
    return (await Promise.all(needed.map(ask))).flat()
  } catch (error) {
    return `not known: ${messageOf(error)}`
  }
}

async function quotasOf({ scope: { cluster, namespace } }: Gathering) {
  const { items } = await listObjects(cluster, 'ResourceQuota', { namespace, withinMs: askWithinMs })
  return items.map(({ metadata, status }) => ({ name: metadata?.name, ...status }))
}
