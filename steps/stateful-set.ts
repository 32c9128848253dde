/** Words about a StatefulSet as a whole. */
import { Given, Then, When } from '@cucumber/cucumber'
import { assertCreatedInOrder } from '../support/workloads/web/order.ts'
import { assertDeletedInOrder, assertDeletionOrder } from '../support/workloads/web/scale-down.ts'
import type { StateproofWorld } from '../support/world.ts'

Given(
  'StatefulSet {string} with {int} Ready Pod(s)',
  async function (this: StateproofWorld, name: string, replicas: number) {
    await this.web.create({ name, replicas })
    await this.web.ready(replicas)
  },
)

Given(
  'StatefulSet {string} with {int} Ready Pods, each with a claim "www" of {size}',
  async function (this: StateproofWorld, name: string, replicas: number, claimSize: string) {
    await this.web.create({ name, replicas, claimSize })
    await this.web.ready(replicas)
  },
)

Given(
  'StatefulSet {string} with {int} replicas whose Pods are held not Ready',
  async function (this: StateproofWorld, name: string, replicas: number) {
    await this.web.create({ name, replicas, held: true })
  },
)

Given(
  'StatefulSet {string} has {int} replicas, of which only {string} and {string} are Ready',
  async function (this: StateproofWorld, name: string, replicas: number, first: string, second: string) {
    await this.web.create({ name, replicas, held: true })
    await this.web.readyOnly([first, second])
  },
)

When(
  'StatefulSet {string} with {int} replicas is created',
  async function (this: StateproofWorld, name: string, replicas: number) {
    await this.web.create({ name, replicas })
  },
)

When(
  'StatefulSet {string} with {int} replicas and a claim "www" of {size} for each Pod is created',
  async function (this: StateproofWorld, name: string, replicas: number, claimSize: string) {
    await this.web.create({ name, replicas, claimSize })
  },
)

When(
  'StatefulSet {string} is scaled to {int}',
  async function (this: StateproofWorld, _name: string, replicas: number) {
    await this.web.scale(replicas)
  },
)

When(
  'StatefulSet {string} is scaled to 0 and back to {int}',
  async function (this: StateproofWorld, _name: string, replicas: number) {
    await this.web.scale(0)
    await this.web.gone()
    await this.web.resume(replicas)
  },
)

When(
  'StatefulSet {string} is deleted and created again',
  async function (this: StateproofWorld, _name: string) {
    await this.web.recreate()
  },
)

Then(
  'each Pod was created only after the one before it was Running and Ready',
  function (this: StateproofWorld) {
    assertCreatedInOrder(this.scope.journal.entries, this.web.name)
  },
)

Then('each Pod was deleted only after the one after it was gone', function (this: StateproofWorld) {
  assertDeletedInOrder(this.scope.journal.entries, this.web.name)
})

Then(
  'the Pods were deleted in the order {string}, {string}, {string}',
  function (this: StateproofWorld, first: string, second: string, third: string) {
    assertDeletionOrder(this.scope.journal.entries, this.web.name, [first, second, third])
  },
)
