/** Elasticsearch: no master, nodes that wait for strangers, a locked data directory, shards without a place. */
import { atLine, type Facts, inFile, listed, short, topic } from '../facts.ts'
import type { Pod } from '../objects.ts'
import { type Life, presentOf } from '../past.ts'
import type { Rule } from '../rule.ts'

interface Answer<T> {
  status?: number
  body?: T
}
interface NodeAnswers {
  pod?: string
  health?: Answer<{
    status?: string
    number_of_nodes?: number
    unassigned_shards?: number
    error?: { type?: string }
  }>
  explanation?: Answer<Explanation>
}
interface Explanation {
  index?: string
  shard?: number
  unassigned_info?: { reason?: string; details?: string }
  allocate_explanation?: string
  node_allocation_decisions?: {
    node_name?: string
    deciders?: { decider?: string; explanation?: string }[]
  }[]
}

/** Whether there is an Elasticsearch and the failure can be its. */
function concerns(facts: Facts): Life<Pod>[] {
  const topics = ['ready', 'elasticsearch', 'documents', 'harness', 'claim']
  const isNode = ({ last }: Life<Pod>) => last.value.metadata?.labels?.app === 'elasticsearch'
  return topics.includes(topic(facts)) ? presentOf(facts.past, 'Pod').filter(isNode) : []
}

const setting = 'cluster.initial_master_nodes'

export const strangersExpected: Rule = {
  name: 'elasticsearch-strangers',
  look(facts) {
    const pods = concerns(facts)
    const names = new Set(pods.flatMap(({ name }) => [name, name.replace(/\d+$/, '')]))
    for (const { name, last } of pods) {
      const env = last.value.spec?.containers?.flatMap(({ env = [] }) => env) ?? []
      // The last of one name counts.
      const expected = env.findLast(variable => variable.name === setting)?.value?.split(',') ?? []
      const strangers = expected.filter(node => !names.has(node.trim().replace(/\d+$/, '')))
      if (strangers.length === 0) continue
      return {
        sentence: `Elasticsearch elects no master: its first election waits for the nodes ${listed(strangers)} (${setting} of Pod ${name}), and there are none of these names.`,
        confidence: 'certain',
        restsOn: [
          atLine(last.line, `Pod ${name}: ${setting} is ${expected.join(',')}`),
          ...healthGround(facts),
        ],
      }
    }
    return undefined
  },
}

const said: readonly [name: string, pattern: RegExp, sentence: (pod: string, words: string) => string][] = [
  [
    'elasticsearch-node-lock',
    /failed to obtain node locks?|maybe these locations are not writable/i,
    (pod, words) =>
      `Elasticsearch on Pod ${pod} does not start because another process holds the lock of its data directory, or the volume allows no locks: ${words}`,
  ],
  [
    'elasticsearch-other-cluster',
    /different cluster uuid|belongs to a different cluster/i,
    (pod, words) =>
      `Elasticsearch on Pod ${pod} has the data of another cluster and does not join this one: ${words}`,
  ],
  [
    'elasticsearch-bootstrap-checks',
    /bootstrap checks? failed|max virtual memory areas|max file descriptors/i,
    (pod, words) =>
      `Elasticsearch on Pod ${pod} refuses to start because the node's settings are below what it demands: ${words}`,
  ],
  [
    'elasticsearch-data-not-writable',
    /AccessDeniedException|Permission denied|Read-only file system/i,
    (pod, words) => `Elasticsearch on Pod ${pod} cannot write to its data directory: ${words}`,
  ],
  [
    'elasticsearch-transport',
    /ConnectTransportException|connect_timeout|connect_exception|No route to host/i,
    (pod, words) =>
      `Elasticsearch on Pod ${pod} does not reach the other nodes on the transport port 9300: ${words}`,
  ],
]

/** What a node's own log says, most telling first. */
export const nodeSays: Rule[] = said.map(([name, pattern, sentence]) => ({
  name,
  look(facts) {
    for (const pod of concerns(facts))
      for (const end of ['', '-previous']) {
        const file = `logs/${pod.name}-elasticsearch${end}.log`
        const line = facts.evidence
          .text(file)
          ?.split('\n')
          .findLast(line => pattern.test(line))
        if (line === undefined || !isInTrouble(facts, pod)) continue
        const words = short(line.replace(/^\S+Z /, ''))
        return {
          sentence: `${sentence(pod.name, words)}.`,
          confidence: 'likely',
          restsOn: [inFile(facts, file, words)],
        }
      }
    return undefined
  },
}))

/** A node that has found its cluster has got over what its log says of the beginning. */
function isInTrouble(facts: Facts, { name }: Life<Pod>): boolean {
  const answers = answersOf(facts).find(({ pod }) => pod === name)
  return answers?.health?.body?.status !== 'green'
}

const cannotReach = /^(?<from>\S+) cannot reach (?<to>\S+) at \S+:(?<port>\d+) \((?<how>[^)]*)\)$/

/** Each node was made to open a connection to each other (support/workloads/elasticsearch/why-not.ts). */
export const nodesApart: Rule = {
  name: 'elasticsearch-nodes-apart',
  look(facts) {
    const found = (facts.failure?.blockedBy ?? []).map(line => cannotReach.exec(line)?.groups)
    const apart = found.filter(groups => groups !== undefined)
    const [first] = apart
    if (first === undefined) return undefined
    const pairs = apart.map(({ from, to }) => `${from} cannot reach ${to}`)
    return {
      sentence: `Elasticsearch's nodes cannot reach one another on port ${first.port}: ${listed(pairs)} (${first.how}).`,
      confidence: 'likely',
      restsOn: healthGround(facts),
    }
  },
}

export const noMaster: Rule = {
  name: 'elasticsearch-no-master',
  look(facts) {
    if (concerns(facts).length === 0) return undefined
    const without = answersOf(facts).filter(({ health }) =>
      `${health?.body?.error?.type ?? ''}`.startsWith('master_not_discovered'),
    )
    if (without.length === 0) return undefined
    return {
      sentence: `Elasticsearch has no master: ${listed(without.map(({ pod }) => pod ?? ''))} found none.`,
      confidence: 'likely',
      restsOn: healthGround(facts),
    }
  },
}

/** What Lucene or the translog says of bytes that are not those that were written. */
const alteredData = /(?:CorruptIndex|TranslogCorrupted)Exception\[[\s\S]{0,200}/

/** Red or yellow, with Elasticsearch's own explanation of a shard that has no place. */
export const shardsUnassigned: Rule = {
  name: 'elasticsearch-unassigned',
  look(facts) {
    if (concerns(facts).length === 0) return undefined
    const node = answersOf(facts).find(({ health }) => /red|yellow/.test(health?.body?.status ?? ''))
    const {
      index,
      shard,
      unassigned_info,
      allocate_explanation,
      node_allocation_decisions = [],
    } = node?.explanation?.body ?? {}
    if (node === undefined) return undefined
    const decider = node_allocation_decisions.flatMap(({ deciders = [] }) => deciders)[0]?.explanation
    const altered = alteredData.exec(unassigned_info?.details ?? '')?.[0]
    const why = altered ?? decider ?? allocate_explanation ?? 'Elasticsearch does not explain it'
    const which =
      index === undefined
        ? `${node.health?.body?.unassigned_shards} shards have`
        : `shard ${shard} of index ${index} has`
    return {
      sentence: `Elasticsearch is ${node.health?.body?.status}: ${which} no place since ${unassigned_info?.reason ?? 'an unknown event'} (${short(why)}).`,
      confidence: 'likely',
      restsOn: healthGround(facts),
    }
  },
}

function answersOf({ evidence }: Facts): NodeAnswers[] {
  const answers = evidence.yaml<NodeAnswers[]>('elasticsearch.yaml')
  return Array.isArray(answers) ? answers : []
}

function healthGround(facts: Facts) {
  const [first] = answersOf(facts)
  if (first === undefined) return []
  const { status, body } = first.health ?? {}
  const health = body?.status ?? body?.error?.type ?? `status ${status}`
  return [inFile(facts, 'elasticsearch.yaml', `${first.pod} says ${health}`)]
}
