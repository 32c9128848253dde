/** Words about the documents that the client writes to Elasticsearch while something happens. */
import { Given, Then } from '@cucumber/cucumber'
import { assertNothingLost } from '../support/workloads/elasticsearch/read-all.ts'
import { startTraffic } from '../support/workloads/elasticsearch/traffic.ts'
import type { StateproofWorld } from '../support/world.ts'

/** Acknowledged before anything is broken: fewer, and a loss of the last few could go unseen. */
const documentsBefore = 500
/** Acknowledged after the cluster is green again: it takes writes once more. */
const documentsAfter = 100

Given(
  'the client keeps writing documents, each acknowledged by two nodes',
  async function (this: StateproofWorld) {
    await this.elasticsearch.createIndex()
    this.seen.traffic = startTraffic(this)
    const value = Math.round(await this.seen.traffic.goesOn(documentsBefore))
    this.figure({ name: 'documents acknowledged a second before the disruption', value, unit: 'count' })
  },
)

Then('every acknowledged document is there, unchanged, and no other', async function (this: StateproofWorld) {
  await this.seen.traffic?.goesOn(documentsAfter)
  await this.seen.traffic?.stop()
  await assertNothingLost(this)
})
