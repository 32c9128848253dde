/**
 * What keeps a namespace from going: its Pods that do not end and its claims that are held, each with who holds it. Asked
 * only when the patience is over; reads only.
 */
import type { Cluster } from '../kubernetes/cluster.ts'
import { listObjects } from '../kubernetes/objects.ts'
import type { Pod } from '../kubernetes/pods.ts'
import type { Owned } from './ours.ts'

const askWithinMs = 5_000

/** @returns a sentence to add, or nothing: this is help, and never a failure of its own. */
export async function describeBlocked(cluster: Cluster, { kind, name }: Owned): Promise<string> {
  if (kind !== 'Namespace') return ''
  try {
    const selection = { namespace: name, withinMs: askWithinMs }
    const [pods, claims] = await Promise.all([
      listObjects(cluster, 'Pod', selection),
      listObjects(cluster, 'PersistentVolumeClaim', selection),
    ])
    const held = [
      ...pods.items.map(describePod),
      ...claims.items.map(
        ({ metadata }) => `PersistentVolumeClaim ${metadata?.name}${heldBy(metadata?.finalizers)}`,
      ),
    ]
    return held.length === 0 ? '' : `: ${held.join('; ')}`
  } catch {
    return ''
  }
}

function describePod({ metadata, spec }: Pod): string {
  const isEnding = metadata?.deletionTimestamp !== undefined
  const finalizers = heldBy(metadata?.finalizers)
  const node = spec?.nodeName === undefined ? 'no node' : `node ${spec.nodeName}`
  // The kubelet takes a Pod away last of all, once its volumes are unmounted.
  const why = isEnding
    ? `ending on ${node}, whose kubelet has not let it go (a process or an unmount that hangs, or the node is away)`
    : `on ${node}`
  return `Pod ${metadata?.name}, ${finalizers === '' ? why : finalizers.trim()}`
}

function heldBy(finalizers: readonly string[] | undefined): string {
  return finalizers === undefined || finalizers.length === 0
    ? ''
    : ` held by finalizer ${finalizers.join(', ')}`
}
