/**
 * What the run made and no watch shows: classes, provisioners, their rights, as they are in the cluster now. The journal
 * has what was asked for.
 *
 * Compares nothing.
 */
import { stringify } from 'yaml'
import { messageOf } from '../failure.ts'
import { send } from '../kubernetes/request.ts'
import { runLabel, scenarioAnnotation, sharedNamespaceName } from '../run-context.ts'
import { clusterWideNames } from '../workloads/nfs/provisioner-manifests.ts'
import type { Gathering } from './collect-evidence.ts'
import { askWithinMs } from './logs.ts'

/** The path of a list for a namespace, or for the whole cluster. */
const lists: readonly (readonly [kind: string, path: string, namespaced: boolean])[] = [
  ['StorageClass', '/apis/storage.k8s.io/v1/storageclasses', false],
  ['ClusterRole', '/apis/rbac.authorization.k8s.io/v1/clusterroles', false],
  ['Deployment', '/apis/apps/v1/namespaces/NAMESPACE/deployments', true],
]

interface Made {
  metadata?: {
    name?: string
    namespace?: string
    annotations?: Record<string, string>
  }
  status?: object
}

export async function keepMade(gathering: Gathering): Promise<void> {
  const { scope, folder } = gathering
  const namespaces = [scope.namespace, sharedNamespaceName(scope.run.runId, 'nfs-provisioner')]
  const content = async () => {
    const found = lists.flatMap(([kind, path, namespaced]) =>
      (namespaced ? namespaces : ['']).map(namespace =>
        list(gathering, kind, path.replace('NAMESPACE', namespace)),
      ),
    )
    const made = (await Promise.all(found)).flat()
    return made.length === 0 ? '' : stringify(folder.redacted(made))
  }
  await folder.keep({
    file: 'made.yaml',
    what: 'classes, provisioners and rights that the run made, as they are in the cluster',
    content,
  })
}

async function list({ scope, folder }: Gathering, kind: string, path: string): Promise<object[]> {
  const { cluster, run, scenario } = scope
  try {
    const { items = [] } = await send<{ items?: Made[] }>(cluster, {
      method: 'GET',
      path: `${path}?labelSelector=${encodeURIComponent(`${runLabel}=${run.runId}`)}`,
      what: `list ${kind}s`,
      withinMs: askWithinMs,
    })
    return items.filter(item => concerns(item, scenario)).map(item => describe(kind, item))
  } catch (error) {
    folder.leaveOut(`${kind}s that the run made`, messageOf(error))
    return []
  }
}

/** What other scenarios made for themselves explains nothing here. */
function concerns({ metadata }: Made, scenario: string): boolean {
  const { clusterRole, storageClass } = clusterWideNames()
  return (
    metadata?.namespace !== undefined ||
    metadata?.annotations?.[scenarioAnnotation] === scenario ||
    [clusterRole, storageClass].includes(metadata?.name ?? '')
  )
}

/** What the server keeps for itself is left out. */
function describe(kind: string, { metadata, status: _, ...rest }: Made): object {
  return { kind, metadata: { name: metadata?.name, namespace: metadata?.namespace }, ...rest }
}
