/**
 * Whether the Pods of each scenario find room on the nodes beside what is there already.
 *
 * By requests, as the scheduler counts; knows nothing of affinities, and of volumes only that they are made when asked for.
 */

import { takesPods } from '../cluster/fingerprint.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import type { ObjectOf } from '../kubernetes/kinds.ts'
import { listObjects } from '../kubernetes/objects.ts'
import { gibibytes } from '../kubernetes/quantity.ts'
import { unlessForbidden } from '../kubernetes/request.ts'
import type { Finding } from '../record.ts'
import { type Inquiry, limits, ok, unknown, unusable } from './inquiry.ts'
import { fits, podsOf, type Room, requestOf, sumOf } from './room.ts'

const code = 'capacity'
/** Of nodes without room, as many are described. */
const mostNamed = 5
/** As many nodes are asked about at the same time. */
const batch = 8

export async function lookAtCapacity({ cluster, needs }: Inquiry): Promise<Finding[]> {
  const nodes = await unlessForbidden(listObjects(cluster, 'Node'))
  if (nodes === undefined) return [unknown(code, 'this user may not list nodes')]
  const takers = nodes.items.filter(takesPods)
  if (takers.length === 0)
    return [unusable(code, `none of ${nodes.items.length} nodes takes Pods: not Ready, cordoned or tainted`)]
  const demands = [...needs].map(([id, { objects, scales }]) => ({ id, pods: podsOf(objects, scales) }))
  const allFit = (rooms: readonly Room[]) => demands.every(({ pods }) => fits(pods, rooms))
  const rooms = await roomsUntil(allFit, cluster, takers)
  if (rooms === undefined) return [unknown(code, 'this user may not list the Pods of all namespaces')]
  const largest = demands.map(({ pods }) => sumOf(pods)).reduce(larger, { cpu: 0, memory: 0, pods: 0 })
  const tooBig = demands.filter(({ pods }) => !fits(pods, rooms)).map(({ id }) => id)
  return [tooBig.length === 0 ? enough(rooms, takers.length, largest) : tooLittle(rooms, tooBig, largest)]
}

/**
 * Room on one node after another, until it is enough: the Pods of a cluster of hundreds of nodes are more than all else that a
 * run reads. Undefined where Pods may not be listed.
 */
async function roomsUntil(
  isEnough: (rooms: readonly Room[]) => boolean,
  cluster: Cluster,
  nodes: readonly ObjectOf<'Node'>[],
): Promise<Room[] | undefined> {
  const rooms: Room[] = []
  for (let first = 0; first < nodes.length; first += batch) {
    const found = await Promise.all(
      nodes.slice(first, first + batch).map(node => unlessForbidden(freeOn(cluster, node))),
    )
    if (found.includes(undefined)) return undefined
    rooms.push(...found.filter(room => room !== undefined))
    if (isEnough(rooms)) break
  }
  return rooms
}

function enough(rooms: readonly Room[], nodes: number, largest: Room): Finding {
  const where =
    rooms.length === nodes
      ? `${nodes} ${nodes === 1 ? 'node' : 'nodes'}`
      : `the first ${rooms.length} of ${nodes} nodes`
  return ok(
    code,
    `${describe(sumOf(rooms))} free on ${where}; the largest scenario asks for ${describe(largest)}`,
  )
}

function tooLittle(rooms: readonly Room[], scenarios: string[], largest: Room): Finding {
  const roomiest = rooms.toSorted((a, b) => b.memory - a.memory || b.cpu - a.cpu).slice(0, mostNamed)
  const where = rooms.length > mostNamed ? ` on the ${mostNamed} roomiest of ${rooms.length} nodes` : ''
  const sentence = `${scenarios.length} scenarios find no room: they ask for up to ${describe(largest)}, free are ${roomiest.map(describe).join(' and ')}${where}`
  const fix = 'add nodes, or remove what fills them'
  return limits(code, sentence, { fix, scenarios, verdict: 'not supported' })
}

async function freeOn(cluster: Cluster, { metadata, status }: ObjectOf<'Node'>): Promise<Room> {
  // The server has an index of the node's name (https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/).
  const fieldSelector = `spec.nodeName=${metadata?.name},status.phase!=Succeeded,status.phase!=Failed`
  const { items } = await listObjects(cluster, 'Pod', { fieldSelector })
  const there = items.filter(({ spec }) => spec?.nodeName === metadata?.name)
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
