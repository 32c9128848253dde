/** Words about DNS names and what they are answered with. */
import { Given, Then, When } from '@cucumber/cucumber'
import { askUntilRight } from '../support/workloads/client/ask-until-right.ts'
import { assertExactly, assertSettledWithin } from '../support/workloads/client/judge-answers.ts'
import {
  addressesByName,
  fullNames,
  headless,
  podNames,
  reverseNames,
} from '../support/workloads/client/names.ts'
import { askForPods, askForServiceUntil, askForTargets } from '../support/workloads/client/questions.ts'
import { startProbe } from '../support/workloads/client/start-probe.ts'
import type { StateproofWorld } from '../support/world.ts'
import type { NameForm } from './parameter-types.ts'

When(
  'the client looks up the {form} name of each Pod with nslookup',
  async function (this: StateproofWorld, form: NameForm) {
    const names = await podNames(this, form)
    this.seen.answers = await askForPods(this, names, () => this.client.nslookup([...names.keys()]))
    this.seen.names = names
  },
)

When(
  'the client asks every DNS replica for the full name of each Pod',
  async function (this: StateproofWorld) {
    const names = await podNames(this, 'full')
    this.seen.answers = await askForPods(this, names, () =>
      this.client.askEveryReplica([...names.keys()], 'address'),
    )
    this.seen.names = names
  },
)

Then("each name is answered with exactly the Pod's address", function (this: StateproofWorld) {
  assertExactly(this.seen.answers, addressesByName(this.web, this.seen.names))
})

Given(
  'the client keeps asking every DNS replica for the full name of each Pod',
  async function (this: StateproofWorld) {
    this.seen.names = await podNames(this, 'full')
    this.seen.probe = await startProbe(this, [...this.seen.names.keys()])
  },
)

Then(
  'no DNS replica gives an old address later than {int} seconds after the new Pod is Ready',
  async function (this: StateproofWorld, seconds: number) {
    await assertSettledWithin(this, seconds)
  },
)

Then(
  'nslookup of the short and the full name of each Pod gives exactly the new address',
  async function (this: StateproofWorld) {
    for (const form of ['short', 'full'] as const) {
      const names = await podNames(this, form)
      assertExactly(
        await askForPods(this, names, () => this.client.nslookup([...names.keys()])),
        addressesByName(this.web, names),
      )
    }
  },
)

When(
  'the client asks every DNS replica for the SRV records of port {string} of Service {string}',
  async function (this: StateproofWorld, port: string, service: string) {
    this.seen.answers = await askForTargets(this, port, service)
  },
)

Then(
  'the targets are exactly the full names of the Pods, on port {int}',
  async function (this: StateproofWorld, port: number) {
    const targets = (await fullNames(this)).map(name => `${port} ${name}`)
    const answers = this.seen.answers?.map(answer => ({
      ...answer,
      values: answer.values.map(value => value.split(' ').slice(2).join(' ')).sort(),
    }))
    assertExactly(answers, new Map(answers?.map(({ name }) => [name, targets])))
  },
)

When(
  "the client asks every DNS replica for the name behind each Pod's address",
  async function (this: StateproofWorld) {
    const addresses = await reverseNames(this)
    this.seen.answers = await askUntilRight(this, {
      ask: () => this.client.askEveryReplica([...addresses.keys()], 'PTR'),
      expected: () => addresses,
      service: headless,
    })
    this.seen.namesByAddress = addresses
  },
)

Then("each address is answered with exactly the Pod's full name", function (this: StateproofWorld) {
  assertExactly(this.seen.answers, this.seen.namesByAddress)
})

Then(
  'within {int} seconds every DNS replica answers for Service {string} exactly the addresses of the Ready Pods',
  async function (this: StateproofWorld, seconds: number, service: string) {
    const { answers, expected } = await askForServiceUntil(this, { service, seconds })
    assertExactly(answers, expected)
  },
)
