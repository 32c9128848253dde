/**
 * The nodes at the moment of the failure: conditions, taints, room; and where they are containers of ours, the kubelet's
 * last lines about the scenario's Pods and what is mounted.
 */
import { stringify } from 'yaml'
import { connectEngine } from '../docker.ts'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { listObjects } from '../kubernetes/objects.ts'
import type { Gathering } from './collect-evidence.ts'
import { askWithinMs } from './logs.ts'

/** The scenario's Pods are on two or three of them. */
const mostNodes = 4
const kubeletLines = 200
/** A scenario seldom takes longer. */
const kubeletMinutes = 15

export async function keepNodes(gathering: Gathering): Promise<void> {
  const { scope, folder } = gathering
  const content = async () => {
    const { items } = await listObjects(scope.cluster, 'Node', { withinMs: askWithinMs })
    return stringify(items.map(describeNode))
  }
  await Promise.all([
    folder.keep({ file: 'nodes.yaml', what: 'conditions, taints and room of the nodes', content }),
    keepKubelets(gathering),
  ])
}

function describeNode({ metadata, spec, status }: ObjectOf<'Node'>) {
  const conditions = status?.conditions?.map(({ type, status, reason, message }) => ({
    type,
    status,
    reason,
    message,
  }))
  const { taints, unschedulable } = spec ?? {}
  return { name: metadata?.name, unschedulable, taints, allocatable: status?.allocatable, conditions }
}

async function keepKubelets({ scope, folder }: Gathering): Promise<void> {
  const host = scope.run.engine
  if (host === undefined)
    return folder.leaveOut(
      'logs of the kubelets, mounts of the nodes',
      'the nodes are not containers of ours',
    )
  const pods = scope.journal.view.list('Pod')
  const used = [...new Set(pods.flatMap(({ spec }) => spec?.nodeName ?? []))].sort()
  if (used.length > mostNodes)
    folder.leaveOut(`kubelets of ${used.length - mostNodes} nodes`, `more than ${mostNodes}`)
  const engine = connectEngine(host)
  // A kubelet names Pods by namespace, volumes by the Pod's UID.
  const words = [scope.namespace, ...pods.map(({ metadata }) => metadata?.uid ?? '')].filter(Boolean)
  const run = async (node: string, line: string) => (await engine.exec(node, ['sh', '-c', line])).output
  const about = words.map(word => `-e ${word}`).join(' ')
  await Promise.all(
    used.slice(0, mostNodes).flatMap(node => [
      folder.keep({
        file: `nodes/${node}-kubelet.log`,
        what: `kubelet of ${node} about the scenario, last ${kubeletLines} lines`,
        keep: 'end',
        content: () =>
          run(
            node,
            `journalctl -u kubelet --no-pager -o short-iso-precise --since '-${kubeletMinutes}min' | grep -F ${about} | tail -n ${kubeletLines}`,
          ),
      }),
      folder.keep({
        file: `nodes/${node}-mounts.txt`,
        what: `what is mounted on ${node} for the scenario, and every NFS mount`,
        content: () => run(node, `grep -e nfs ${about} /proc/mounts | sort -u | tail -n ${kubeletLines}`),
      }),
    ]),
  )
}
