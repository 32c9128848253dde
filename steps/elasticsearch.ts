/** Words about Elasticsearch on a StatefulSet: its creation, and what it then is. */
import { Given, Then, When } from '@cucumber/cucumber'
import { inSeconds } from '../support/clock.ts'
import { askThroughPortForward, askThroughService } from '../support/workloads/elasticsearch/ask.ts'
import { assertOneCluster } from '../support/workloads/elasticsearch/cluster-state.ts'
import { setDiskMarks } from '../support/workloads/elasticsearch/disk-marks.ts'
import {
  assertDataOnClaim,
  assertKernelSetting,
  assertOpenFilesNot,
  assertOwnClaims,
} from '../support/workloads/elasticsearch/judge-node.ts'
import { clusterName } from '../support/workloads/elasticsearch/manifests.ts'
import { assertCreatedInOrder } from '../support/workloads/web/order.ts'
import type { StateproofWorld } from '../support/world.ts'

const setName = 'es'
/** The step of a Given: how long a first cluster may take is stated in features/elasticsearch/forms-a-cluster.feature. */
const firstGreenWithinMs = 120_000

/** From the moment that the journal saw the StatefulSet. */
function figureOfFirstGreen({ scope, figure }: StateproofWorld): void {
  const { journal } = scope
  const created = journal.entries.find(({ kind, type }) => kind === 'StatefulSet' && type === 'ADDED')
  if (created === undefined) return
  const value = inSeconds(journal.now() - created.atMs)
  figure({ name: 'green after its creation', value, unit: 's' })
}

When(
  'Elasticsearch with {int} nodes is created on class {string}',
  async function (this: StateproofWorld, nodes: number, className: string) {
    await this.elasticsearch.create({ nodes, className })
  },
)

Given(
  'a green Elasticsearch cluster of {int} nodes on class {string}',
  async function (this: StateproofWorld, nodes: number, className: string) {
    await this.elasticsearch.create({ nodes, className })
    await this.elasticsearch.ready(nodes)
    await this.elasticsearch.healthy({ state: 'green', nodes, withinMs: firstGreenWithinMs })
    await setDiskMarks(this.elasticsearch.api, this.scope)
    const states = await this.elasticsearch.states()
    this.seen.clusterUuid = assertOneCluster(states, {
      name: clusterName,
      pods: this.elasticsearch.names(),
    }).uuid
  },
)

Then(
  '{int} Elasticsearch Pods are Ready, each created only after the one before it',
  async function (this: StateproofWorld, nodes: number) {
    await this.elasticsearch.ready(nodes)
    assertCreatedInOrder(this.scope.journal.entries, setName)
  },
)

Then(
  'each Elasticsearch Pod has its own claim of {size} on class {string}',
  function (this: StateproofWorld, size: string, className: string) {
    assertOwnClaims(this, { size, className })
  },
)

Then(
  'the cluster {string} is green within {int} seconds',
  async function (this: StateproofWorld, _name: string, seconds: number) {
    const nodes = this.elasticsearch.pods().length
    await this.elasticsearch.healthy({ state: 'green', nodes, withinMs: seconds * 1000 })
    figureOfFirstGreen(this)
  },
)

Then(
  'every node, asked through a port-forward, tells the same: nodes {string}, {string}, {string} and one master',
  async function (this: StateproofWorld, first: string, second: string, third: string) {
    const pods = [first, second, third]
    assertOneCluster(await askThroughPortForward(this, pods), { name: clusterName, pods })
  },
)

Then(
  'the Service {string} answers the client with the same cluster',
  async function (this: StateproofWorld, service: string) {
    const state = await askThroughService(this, service)
    assertOneCluster(new Map(this.elasticsearch.names().map(pod => [pod, state])), {
      name: clusterName,
      pods: this.elasticsearch.names(),
    })
  },
)

Then(
  'each node keeps its data on its claim and not in its container',
  async function (this: StateproofWorld) {
    await assertDataOnClaim(this)
  },
)

Then(
  '{string} is {int} on the nodes',
  async function (this: StateproofWorld, setting: string, value: number) {
    await assertKernelSetting(this, setting, String(value))
  },
)

Then(
  'the {int} open files of the second init container have not reached the main container',
  async function (this: StateproofWorld, limit: number) {
    await assertOpenFilesNot(this, String(limit))
  },
)
