/** Requests of Pods, and whether they fit onto nodes. Pure. */
import { quantityOf } from '../kubernetes/quantity.ts'
import type { Template } from '../needs/needs.ts'

/** What Pods ask for, or what a node has left. */
export interface Room {
  /** Cores. */
  cpu: number
  /** Bytes. */
  memory: number
  pods: number
}

interface Requesting {
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> }
}

/**
 * What the scheduler counts for a Pod: its containers together, or its largest init container, whichever is more. A limit
 * without a request counts as one.
 */
export function requestOf(spec: { containers: Requesting[]; initContainers?: Requesting[] }): Room {
  const of = (name: string, containers: Requesting[]) =>
    containers.map(({ resources }) => quantityOf(resources?.requests?.[name] ?? resources?.limits?.[name]))
  const most = (name: string) => {
    const together = of(name, spec.containers).reduce((sum, value) => sum + value, 0)
    return Math.max(together, ...of(name, spec.initContainers ?? []))
  }
  return { cpu: most('cpu'), memory: most('memory'), pods: 1 }
}

export function sumOf(rooms: readonly Room[]): Room {
  return rooms.reduce(
    (sum, { cpu, memory, pods }) => ({
      cpu: sum.cpu + cpu,
      memory: sum.memory + memory,
      pods: sum.pods + pods,
    }),
    { cpu: 0, memory: 0, pods: 0 },
  )
}

/** One Room for each Pod that these objects amount to, at the most that they are scaled to. */
export function podsOf(objects: readonly Template[], scales: Record<string, number>): Room[] {
  return objects.flatMap(({ kind, metadata, spec }) => {
    if (kind === 'Pod') return [requestOf(spec as unknown as Parameters<typeof requestOf>[0])]
    if (spec?.template?.spec === undefined) return []
    const count = Math.max(spec.replicas ?? 1, scales[metadata.name ?? ''] ?? 0)
    return Array.from({ length: count }, () => requestOf(spec.template?.spec ?? { containers: [] }))
  })
}

/** Whether all Pods find a node each: the largest first, each on the first node that has room. */
export function fits(pods: readonly Room[], rooms: readonly Room[]): boolean {
  const left = rooms.map(room => ({ ...room }))
  return pods
    .toSorted((a, b) => b.memory - a.memory || b.cpu - a.cpu)
    .every(pod => {
      const room = left.find(({ cpu, memory, pods }) => cpu >= pod.cpu && memory >= pod.memory && pods >= 1)
      if (room === undefined) return false
      room.cpu -= pod.cpu
      room.memory -= pod.memory
      room.pods -= 1
      return true
    })
}
