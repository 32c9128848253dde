/** Words about an NFS server that is away, and those who need it meanwhile. */
import { Given, Then, When } from '@cucumber/cucumber'
import { systemClock } from '../support/clock.ts'
import { nfsServerMoved, nfsServerStopped } from '../support/faults/nfs-server.ts'
import { digestOf } from '../support/workloads/nfs/experiments.ts'
import { assertSameBytes } from '../support/workloads/nfs/judge-volumes.ts'
import {
  assertEnded,
  assertGoesOn,
  assertNothingLost,
  assertSameProcess,
  assertStartedBeside,
  assertWritesStalled,
} from '../support/workloads/nfs/outage.ts'
import { startWriting } from '../support/workloads/nfs/writing.ts'
import type { StateproofWorld } from '../support/world.ts'

/** Stops the server. @returns how it comes back. */
async function stopServer(world: StateproofWorld): Promise<() => Promise<void>> {
  const { journal } = world.scope
  const heal = await world.faults.inject(nfsServerStopped(world.nfs.server))
  const outage: { fromMs: number; untilMs?: number } = { fromMs: journal.now() }
  world.seen.outage = outage
  return async () => {
    outage.untilMs = journal.now()
    await heal()
  }
}

Given(
  'Pod {string} keeps writing numbered records, each flushed before the next',
  async function (this: StateproofWorld, pod: string) {
    await startWriting(this, pod)
  },
)

Given('the NFS server is stopped', async function (this: StateproofWorld) {
  await stopServer(this)
})

When('the NFS server is stopped for {int} seconds', async function (this: StateproofWorld, seconds: number) {
  const heal = await stopServer(this)
  await systemClock.sleep(seconds * 1000, this.scope.signal)
  await heal()
})

When('the NFS server comes back at another address under its name', async function (this: StateproofWorld) {
  await this.faults.inject(nfsServerMoved(this.nfs.server, this.scope.run.runId))
})

When(
  'Pod {string} without a volume is created on the node of Pod {string}',
  async function (this: StateproofWorld, name: string, other: string) {
    await this.nfs.createPod({ name, node: this.nfs.nodeOf(other) })
  },
)

When(
  'Pod {string} is deleted, and the NFS server is away for {int} seconds from just before',
  async function (this: StateproofWorld, pod: string, seconds: number) {
    const heal = await stopServer(this)
    await this.nfs.deletePod(pod)
    await systemClock.sleep(seconds * 1000, this.scope.signal)
    await heal()
  },
)

Then('no write was acknowledged or refused while the server was away', function (this: StateproofWorld) {
  assertWritesStalled(this)
})

Then(
  'the writes go on within {int} seconds of its return',
  async function (this: StateproofWorld, seconds: number) {
    await assertGoesOn(this, seconds * 1000)
  },
)

Then(
  'every flushed record is on the disk of claim {string}, unchanged, and none is of another writer',
  async function (this: StateproofWorld, claim: string) {
    await assertNothingLost(this, claim)
  },
)

Then('Pod {string} was neither replaced nor restarted', async function (this: StateproofWorld, pod: string) {
  await assertSameProcess(this, pod)
})

Then(
  'Pod {string} is Ready within {int} seconds, while the server is still away',
  async function (this: StateproofWorld, pod: string, seconds: number) {
    await assertStartedBeside(this, pod, seconds * 1000)
  },
)

Then(
  "Pod {string} is gone within {int} seconds of the server's return",
  async function (this: StateproofWorld, pod: string, seconds: number) {
    await assertEnded(this, pod, seconds * 1000)
  },
)

Then(
  'Pod {string}, started then on another node with claim {string}, reads the same from {string}',
  async function (this: StateproofWorld, name: string, claim: string, file: string) {
    await this.nfs.startPod({ name, claim, notOn: this.nfs.nodeWith(claim) })
    assertSameBytes(
      `${file} in Pod ${name}`,
      this.seen.digests?.get(file),
      await digestOf(this.nfs, name, file),
    )
  },
)
