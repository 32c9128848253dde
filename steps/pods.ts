/** Words about Pods. */
import { Given, Then, When } from '@cucumber/cucumber'
import { podExists } from '../support/workloads/web/checks.ts'
import { assertNamesAgree } from '../support/workloads/web/identity.ts'
import { assertNotBeforeReady, stayNotReady } from '../support/workloads/web/order.ts'
import type { StateproofWorld } from '../support/world.ts'

Given(
  'Pod {string} has been Running but not Ready for {int} seconds',
  async function (this: StateproofWorld, name: string, seconds: number) {
    await this.web.running(name)
    await stayNotReady(this.scope, name, seconds * 1000)
  },
)

When('Pod {string} is released', async function (this: StateproofWorld, name: string) {
  await this.web.release(name)
})

When('all Pods are deleted', async function (this: StateproofWorld) {
  await this.web.deletePods()
})

Then('{int} Pod(s) is/are Ready', async function (this: StateproofWorld, count: number) {
  await this.web.ready(count)
})

Then(
  '{int} Pod(s) is/are Ready and no others are left',
  async function (this: StateproofWorld, count: number) {
    await this.web.ready(count)
  },
)

Then('{int} new Pods are Ready', async function (this: StateproofWorld, count: number) {
  await this.web.ready(count, { fresh: true })
})

Then('no Pods are left', async function (this: StateproofWorld) {
  await this.web.gone()
})

Then('Pod {string} is created', async function (this: StateproofWorld, name: string) {
  await this.scope.journal.until(podExists(name), { withinMs: this.scope.timeouts.podReady })
})

Then(
  'Pod {string} did not exist before Pod {string} was Ready',
  function (this: StateproofWorld, later: string, earlier: string) {
    assertNotBeforeReady(this.scope.journal.entries, { later, earlier })
  },
)

Then(
  "in each Pod the hostname, the Pod's name, its name label and its index label agree",
  async function (this: StateproofWorld) {
    await assertNamesAgree(this.web)
  },
)
