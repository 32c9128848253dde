/** Words about Services and requests through them. */
import { Given, Then, When } from '@cucumber/cucumber'
import { askUntilRight } from '../support/workloads/client/ask-until-right.ts'
import { assertExactly } from '../support/workloads/client/judge-answers.ts'
import { assertAnsweredBy, assertEveryAnswered } from '../support/workloads/client/judge-requests.ts'
import { requestOnceReachable } from '../support/workloads/client/questions.ts'
import { addressOfService, assertHeadless } from '../support/workloads/client/service-address.ts'
import type { StateproofWorld } from '../support/world.ts'

Given('a client Pod', async function (this: StateproofWorld) {
  await this.client.create()
  await this.client.ready()
})

Given('a normal Service {string} for the Pods', async function (this: StateproofWorld, name: string) {
  await this.web.addService(name)
})

When('the client looks up {string} with nslookup', async function (this: StateproofWorld, name: string) {
  this.seen.answers = await askUntilRight(this, {
    ask: () => this.client.nslookup([name]),
    expected: () => new Map([[name, [addressOfService(this.scope, name)]]]),
    service: name,
  })
})

Then('the answer is exactly the address of Service {string}', function (this: StateproofWorld, name: string) {
  assertExactly(this.seen.answers, new Map([[name, [addressOfService(this.scope, name)]]]))
})

Then('Service {string} has no address of its own', function (this: StateproofWorld, name: string) {
  assertHeadless(this.scope, name)
})

When(
  'the client sends {int} requests to Service {string}',
  async function (this: StateproofWorld, count: number, service: string) {
    this.seen.responses = await requestOnceReachable(this, `http://${service}/-/hostname`, count)
  },
)

Then('every request is answered', function (this: StateproofWorld) {
  assertEveryAnswered(this.seen.responses)
})

Then(
  'the answers come from {string} and {string} only, and from each of them',
  function (this: StateproofWorld, first: string, second: string) {
    assertAnsweredBy(this.seen.responses, [first, second])
  },
)
