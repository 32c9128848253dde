/** The nodes: their architecture, their volume drivers, and the clocks of server and nodes. */
import { systemClock } from '../clock.ts'
import { listObjects } from '../kubernetes/objects.ts'
import { sendForResponse, unlessForbidden } from '../kubernetes/request.ts'
import type { Finding } from '../record.ts'
import { type Inquiry, ok, unknown, warning } from './inquiry.ts'

export async function lookAtNodes({ fingerprint: { nodes } }: Inquiry): Promise<Finding[]> {
  const code = 'architecture'
  if (nodes.length === 0) return [unknown(code, 'this user may not list nodes')]
  const kinds = [...new Set(nodes.map(({ architecture }) => architecture))]
  const sentence = `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'} of ${kinds.join(' and ')}`
  if (kinds.length === 1) return [ok(code, sentence)]
  return [warning(code, `${sentence}: an image that one kind of node has may be missing for the other`)]
}

/** Drivers that have registered with a kubelet; in-tree NFS is none of them, and is tried by a probe. */
export async function lookAtDrivers({ cluster }: Inquiry): Promise<Finding[]> {
  const code = 'volume-drivers'
  const list = await unlessForbidden(listObjects(cluster, 'CSINode'))
  if (list === undefined) return [unknown(code, 'this user may not list CSI nodes')]
  const names = [...new Set(list.items.flatMap(({ spec }) => (spec.drivers ?? []).map(({ name }) => name)))]
  return [
    ok(
      code,
      names.length === 0 ? 'no CSI driver on the nodes' : `CSI drivers on the nodes: ${names.join(', ')}`,
    ),
  ]
}

/** The header counts in whole seconds, and the request takes its time: less than this is no skew. */
const serverSkewMs = 2_000
/** A kubelet renews its lease every 10 s (Kubernetes documentation, "Leases", "Node heartbeats"); 40 s old is NotReady. */
const leaseAgeMs = 40_000

/** Verdicts rest on one monotonic clock; a skew only makes the times in reports and events hard to compare. */
export async function lookAtClocks({ cluster }: Inquiry): Promise<Finding[]> {
  const code = 'clock-skew'
  const begunMs = systemClock.now().getTime()
  const { date } = await sendForResponse(cluster, {
    method: 'GET',
    path: '/version',
    what: 'ask for the time',
  })
  const hereMs = (begunMs + systemClock.now().getTime()) / 2
  if (date === undefined) return [unknown(code, 'the server does not say what time it has')]
  // Whole seconds, cut off: half a second later on average.
  const serverMs = Date.parse(date) + 500
  const skewed = [...(await nodesAwayFrom(cluster, serverMs))]
  if (Math.abs(serverMs - hereMs) > serverSkewMs)
    skewed.unshift(`the server's clock is ${seconds(serverMs - hereMs)} off this machine's`)
  if (skewed.length === 0) return [ok(code, 'the clocks of this machine, server and nodes agree to 2 s')]
  const fix = 'let NTP set the clocks; until then, compare times with care'
  return [warning(code, skewed.join('; '), { fix })]
}

async function nodesAwayFrom(cluster: Inquiry['cluster'], serverMs: number): Promise<string[]> {
  const leases = await unlessForbidden(listObjects(cluster, 'Lease', { namespace: 'kube-node-lease' }))
  return (leases?.items ?? []).flatMap(({ metadata, spec }) => {
    const aheadMs = Date.parse(String(spec?.renewTime)) - serverMs
    if (aheadMs > serverSkewMs) return [`node ${metadata?.name} is ${seconds(aheadMs)} ahead of the server`]
    return -aheadMs > leaseAgeMs
      ? [
          `node ${metadata?.name} renewed its lease ${seconds(aheadMs)} by the server's clock: behind, or not there`,
        ]
      : []
  })
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
