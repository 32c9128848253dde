/**
 * What the run made and no watch shows: classes, provisioners, their rights, as they are in the cluster now. The journal
 * has what was asked for.
 *
 * Compares nothing.
 */
import { stringify } from 'yaml'
import { messageOf } from '../failure.ts'
import { listObjects } from '../kubernetes/objects.ts'
import { runSelector, scenarioAnnotation, sharedNamespaceName } from '../run-context.ts'
import { clusterWideNames } from '../workloads/nfs/provisioner-manifests.ts'
import type { Gathering } from './collect-evidence.ts'
import { askWithinMs } from './logs.ts'

const kinds = ['StorageClass', 'ClusterRole', 'Deployment'] as const

interface Made {
  metadata?: {
    name?: string
    namespace?: string
    annotations?: Record<string, string>
  }
  status?: object
}

export async function keepMade(gathering: Gathering): Promise<void> {
  const { folder } = gathering
  const content = async () => {
    const made = (await Promise.all(kinds.map(kind => list(gathering, kind)))).flat()
    return made.length === 0 ? '' : stringify(folder.redacted(made))
  }
  await folder.keep({
    file: 'made.yaml',
    what: 'classes, provisioners and rights that the run made, as they are in the cluster',
    content,
  })
}

/** Rights that we have not leave a piece out; they make nobody less sure of what is there. */
async function list({ scope, folder }: Gathering, kind: (typeof kinds)[number]): Promise<object[]> {
  const { cluster, namespace, run } = scope
  const namespaces =
    kind === 'Deployment' ? [namespace, sharedNamespaceName(run.runId, 'nfs-provisioner')] : [undefined]
  const of = { labelSelector: runSelector(run.runId), withinMs: askWithinMs }
  try {
    const lists = await Promise.all(
      namespaces.map(namespace =>
        listObjects(cluster, kind, { ...of, ...(namespace !== undefined && { namespace }) }),
      ),
    )
    const items: Made[] = lists.flatMap(({ items }) => items as Made[])
    return items.filter(item => concerns(item, scope.scenario)).map(item => describe(kind, item))
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
