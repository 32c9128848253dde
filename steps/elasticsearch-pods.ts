/** Words about what happens to Elasticsearch's Pods, and how its nodes come back. */
import { Given, Then, When } from '@cucumber/cucumber'
import { inSeconds } from '../support/clock.ts'
import { assertOneCluster } from '../support/workloads/elasticsearch/cluster-state.ts'
import { clusterName } from '../support/workloads/elasticsearch/manifests.ts'
import { assertCameBack, settleCopies } from '../support/workloads/elasticsearch/own-copies.ts'
import { assertReadable } from '../support/workloads/elasticsearch/read-all.ts'
import type { StateproofWorld } from '../support/world.ts'

/** Between one Pod's deletion and the next: as for a first cluster (features/elasticsearch/forms-a-cluster.feature). */
const betweenWithinMs = 120_000

Given(
  'each node holds a copy of {int} documents that are not written to any more',
  async function (this: StateproofWorld, documents: number) {
    this.seen.settled = await settleCopies(this, documents)
  },
)

When('Elasticsearch Pod {string} is deleted', async function (this: StateproofWorld, name: string) {
  await this.elasticsearch.deletePod(name)
})

When(
  'Elasticsearch Pod {string} is killed without grace',
  async function (this: StateproofWorld, name: string) {
    await this.elasticsearch.deletePod(name, { gracePeriodSeconds: 0 })
  },
)

When('the Pod of the elected master is deleted', async function (this: StateproofWorld) {
  await this.elasticsearch.deletePod(await this.elasticsearch.master())
})

When('all Elasticsearch Pods are deleted', async function (this: StateproofWorld) {
  await this.elasticsearch.deleteAllPods()
})

When(
  'each Elasticsearch Pod is deleted in turn, the next when the cluster is green',
  async function (this: StateproofWorld) {
    const pods = this.elasticsearch.names()
    for (const name of pods) {
      await this.elasticsearch.deletePod(name)
      await this.elasticsearch.ready(pods.length, { fresh: true })
      await this.elasticsearch.healthy({ state: 'green', nodes: pods.length, withinMs: betweenWithinMs })
    }
  },
)

When(
  'Elasticsearch is scaled to {int}, and back to {int} once every acknowledged document was read',
  async function (this: StateproofWorld, fewer: number, all: number) {
    await this.elasticsearch.scale(fewer)
    await this.elasticsearch.ready(fewer)
    await this.elasticsearch.healthy({ state: 'readable', nodes: fewer, withinMs: betweenWithinMs })
    await assertReadable(this, [...this.ledger.acknowledged])
    await this.elasticsearch.scale(all)
  },
)

Then(
  'the cluster is green again within {int} seconds, with new Pods and the same identity',
  async function (this: StateproofWorld, seconds: number) {
    const begunMs = this.elasticsearch.disruptedAtMs()
    await this.elasticsearch.ready(3, { fresh: true })
    const withinMs = seconds * 1000 - (this.scope.journal.now() - begunMs)
    const greenMs = await this.elasticsearch.healthy({ state: 'green', nodes: 3, withinMs })
    const value = inSeconds(greenMs - begunMs)
    this.figure({ name: 'green again after', value, unit: 's', limit: seconds, fromMs: begunMs })
    const uuid = this.seen.clusterUuid ?? ''
    assertOneCluster(await this.elasticsearch.states(), {
      name: clusterName,
      pods: this.elasticsearch.names(),
      uuid,
    })
  },
)

Then(
  'each node that went has come back as itself, with its own copy, at its first start',
  async function (this: StateproofWorld) {
    await assertCameBack(this)
  },
)
