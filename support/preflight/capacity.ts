/**
 * Whether the Pods of each scenario find room on the nodes beside what is there already.
 *
 * By requests, as the scheduler counts; knows nothing of affinities, and of volumes only that they are made when asked for.
 */

import { takesPods } from '../cluster/fingerprint.ts'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { listObjects } from '../kubernetes/objects.ts'
import { gibibytes } from '../kubernetes/quantity.ts'
import { unlessForbidden } from '../kubernetes/request.ts'
import type { Finding } from '../record.ts'
import { type Inquiry, limits, ok, unknown, unusable } from './inquiry.ts'
import { fits, podsOf, type Room, requestOf, sumOf } from './room.ts'

const code = 'capacity'

export async function lookAtCapacity({ cluster, needs }: Inquiry): Promise<Finding[]> {
  const [nodes, pods] = await Promise.all([
    unlessForbidden(listObjects(cluster, 'Node')),
    unlessForbidden(
      listObjects(cluster, 'Pod', { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' }),
    ),
  ])
  if (nodes === undefined || pods === undefined)
    return [unknown(code, 'this user may not list nodes or the Pods of all namespaces')]
  const rooms = nodes.items.filter(takesPods).map(node => freeOn(node, pods.items))
  if (rooms.length === 0)
    return [unusable(code, `none of ${nodes.items.length} nodes takes Pods: not Ready, cordoned or tainted`)]
  const demands = [...needs].map(([id, { objects, scales }]) => ({ id, pods: podsOf(objects, scales) }))
  const tooBig = demands.filter(demand => !fits(demand.pods, rooms))
  const largest = demands.map(({ pods }) => sumOf(pods)).reduce(larger, { cpu: 0, memory: 0, pods: 0 })
  if (tooBig.length === 0)
    return [
      ok(
        code,
        `${describe(sumOf(rooms))} free on ${rooms.length} nodes; the largest scenario asks for ${describe(largest)}`,
      ),
    ]
  return [
    limits(
      code,
      `${tooBig.length} scenarios find no room: they ask for up to ${describe(largest)}, free are ${rooms.map(describe).join(' and ')}`,
      {
        fix: 'add nodes, or remove what fills them',
        scenarios: tooBig.map(({ id }) => id),
        verdict: 'not supported',
      },
    ),
  ]
}

function freeOn({ metadata, status }: ObjectOf<'Node'>, pods: readonly ObjectOf<'Pod'>[]): Room {
  const there = pods.filter(({ spec }) => spec?.nodeName === metadata?.name)
  const used = sumOf(there.map(({ spec }) => requestOf(spec ?? { containers: [] })))
  const whole = requestOf({ containers: [{ resources: { requests: status?.allocatable ?? {} } }] })
  const most = Number(status?.allocatable?.pods ?? 110)
  return {
    cpu: whole.cpu - used.cpu,
    memory: whole.memory - used.memory,
    pods: most - there.length,
  }
}

function larger(one: Room, other: Room): Room {
  return other.memory > one.memory || (other.memory === one.memory && other.cpu > one.cpu) ? other : one
}

function describe({ cpu, memory }: Room): string {
  return `${Math.round(cpu * 100) / 100} cores and ${gibibytes(memory)}`
}
