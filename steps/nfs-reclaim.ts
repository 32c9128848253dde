/** Words about what becomes of a claim's directory when the claim goes. */
import { Given, Then, When } from '@cucumber/cucumber'
import type { ReclaimRule } from '../support/workloads/nfs/provisioner.ts'
import {
  assertNeighboursUntouched,
  assertReclaimed,
  type Fate,
  putNeighbours,
  removeClaim,
} from '../support/workloads/nfs/reclaim.ts'
import type { StateproofWorld } from '../support/world.ts'

Given(
  'class {string} says {rule} about the directories of deleted claims',
  async function (this: StateproofWorld, name: string, rule: ReclaimRule) {
    await this.nfs.createClass(name, rule)
  },
)

Given(
  'another directory and another file lie beside the volume of claim {string}',
  async function (this: StateproofWorld, claim: string) {
    await putNeighbours(this, claim)
  },
)

Given(
  'in Pod {string} the volume and a directory in it belong to user {int} alone',
  async function (this: StateproofWorld, pod: string, user: number) {
    const inside = 'mkdir -m 0700 private && echo secret > private/file && chmod 0600 private/file'
    await this.nfs.shell(pod, `${inside} && chown -R ${user} private . && chmod 0700 .`)
  },
)

When(
  'Pod {string} and then claim {string} are deleted',
  async function (this: StateproofWorld, pod: string, claim: string) {
    await removeClaim(this, { pod, claim })
  },
)

Then(
  'within {int} seconds the directory of the claim is {fate}',
  async function (this: StateproofWorld, seconds: number, fate: Fate) {
    await assertReclaimed(this, fate, seconds * 1000)
  },
)

Then('what lies beside it is untouched', async function (this: StateproofWorld) {
  await assertNeighboursUntouched(this)
})
