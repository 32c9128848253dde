/**
 * How a selection is dealt out inside a cluster: what can run beside anything is split over shards; what needs the whole
 * cluster, or shares an object of the whole cluster, runs in one Pod after them.
 *
 * Pure functions; knows nothing of Pods.
 */

export interface Phase {
  /** Name of its Job. */
  name: 'shards' | 'alone'
  /** Tag expression for its Pods. */
  tags: string
  /** How many scenarios, and how many Pods for them. */
  scenarios: number
  shards: number
}

/**
 * `@serial` breaks what others rest on. `@needs-nfs` shares a StorageClass whose name the features say, so that two runs
 * at a time cannot have it (support/workloads/nfs/provisioner.ts).
 */
const alone = ['@serial', '@needs-nfs']

export function phasesOf(
  selected: readonly { tags: readonly string[] }[],
  { tags, shards }: { tags?: string | undefined; shards: number },
): Phase[] {
  const isAlone = (scenario: { tags: readonly string[] }) => scenario.tags.some(tag => alone.includes(tag))
  const beside = selected.filter(scenario => !isAlone(scenario)).length
  const within = (expression: string) => (tags === undefined ? expression : `(${tags}) and ${expression}`)
  const expression = `(${alone.join(' or ')})`
  const phases: Phase[] = [
    // A shard without a scenario would be a Pod that says nothing.
    {
      name: 'shards',
      tags: within(`not ${expression}`),
      scenarios: beside,
      shards: Math.min(shards, beside),
    },
    {
      name: 'alone',
      tags: within(expression),
      scenarios: selected.length - beside,
      shards: Math.min(1, selected.length - beside),
    },
  ]
  return phases.filter(phase => phase.shards > 0)
}
