/** Words about claims on an NFS class, the Pods that have them, and the server's disk. */
import { Given, Then, When } from '@cucumber/cucumber'
import {
  assertAlwaysWhole,
  assertFlushedFound,
  digestOf,
  holdLock,
  keepReading,
  putRandom,
  replaceByRenaming,
  tryLock,
  writeFlushed,
  writeRandom,
} from '../support/workloads/nfs/experiments.ts'
import {
  assertDifferentDirectories,
  assertExcluded,
  assertLeadsToServer,
  assertReleased,
  assertSameBytes,
  assertText,
} from '../support/workloads/nfs/judge-volumes.ts'
import type { StateproofWorld } from '../support/world.ts'

async function podWithClaim(
  world: StateproofWorld,
  pod: string,
  claim: string,
  size: string,
  className: string,
  user?: number,
) {
  await world.nfs.createClaim({ name: claim, size, className })
  // A kubelet that still sees it unbound looks again only after 15 s.
  await world.nfs.bound(claim)
  await world.nfs.startPod({ name: pod, claim, ...(user !== undefined && { user }) })
}

When(
  'a claim {string} of {size} on class {string} is created',
  async function (this: StateproofWorld, name: string, size: string, className: string) {
    await this.nfs.createClaim({ name, size, className })
  },
)

Given(
  'Pod {string} with a claim {string} of {size} on class {string}',
  function (this: StateproofWorld, pod: string, claim: string, size: string, className: string) {
    return podWithClaim(this, pod, claim, size, className)
  },
)

Given(
  'Pod {string} with a claim {string} of {size} on class {string}, running as user {int}',
  function (
    this: StateproofWorld,
    pod: string,
    claim: string,
    size: string,
    className: string,
    user: number,
  ) {
    return podWithClaim(this, pod, claim, size, className, user)
  },
)

Then('claim {string} is Bound', async function (this: StateproofWorld, name: string) {
  await this.nfs.bound(name)
})

Then(
  'the volume of claim {string} leads to the NFS server, into a directory below the shared one',
  function (this: StateproofWorld, claim: string) {
    assertLeadsToServer(this.nfs, claim)
  },
)

Given(
  'Pod {string} has written {int} MiB of random bytes to {string} and flushed them',
  async function (this: StateproofWorld, pod: string, mebibytes: number, file: string) {
    await writeRandom(this, pod, file, mebibytes)
  },
)

When(
  'Pod {string} writes {int} MiB of random bytes to {string} and flushes them',
  async function (this: StateproofWorld, pod: string, mebibytes: number, file: string) {
    await writeRandom(this, pod, file, mebibytes)
  },
)

When(
  "{int} MiB of random bytes are put to {string} in the volume of claim {string} on the server's disk",
  async function (this: StateproofWorld, mebibytes: number, file: string, claim: string) {
    await putRandom(this, claim, file, mebibytes)
  },
)

Then(
  "{string} in the volume of claim {string} is the same on the server's disk",
  async function (this: StateproofWorld, file: string, claim: string) {
    const got = await this.nfs.disk.digestOf(`${this.nfs.directoryOf(claim)}/${file}`)
    assertSameBytes(`${file} on the server's disk`, this.seen.digests?.get(file), got)
  },
)

Then(
  'Pod {string} reads the same from {string}',
  async function (this: StateproofWorld, pod: string, file: string) {
    assertSameBytes(
      `${file} in Pod ${pod}`,
      this.seen.digests?.get(file),
      await digestOf(this.nfs, pod, file),
    )
  },
)

When(
  'Pod {string} writes {string} to {string} and flushes it',
  async function (this: StateproofWorld, pod: string, text: string, file: string) {
    await this.nfs.shell(pod, `echo '${text}' > ${file} && sync ${file}`)
  },
)

Then(
  'Pod {string} reads {string} from {string}',
  async function (this: StateproofWorld, pod: string, text: string, file: string) {
    assertText(`read ${file}`, `Pod ${pod}`, text, await this.nfs.shell(pod, `cat ${file}`))
  },
)

Then(
  'Pod {string} finds that {string} belongs to user {int}',
  async function (this: StateproofWorld, pod: string, file: string, user: number) {
    assertText(`own ${file}`, `Pod ${pod}`, String(user), await this.nfs.shell(pod, `stat -c %u ${file}`))
  },
)

Then(
  'the volumes of claims {string} and {string} are different directories',
  function (this: StateproofWorld, one: string, other: string) {
    assertDifferentDirectories(this.nfs, [one, other])
  },
)

Then('Pod {string} finds its volume empty', async function (this: StateproofWorld, pod: string) {
  assertText('find nothing in the volume', `Pod ${pod}`, '', await this.nfs.shell(pod, 'ls -A'))
})

When(
  'Pod {string} locks {string} for {int} seconds',
  async function (this: StateproofWorld, pod: string, file: string, seconds: number) {
    await holdLock(this.nfs, pod, file, seconds)
  },
)

Then(
  'no other process of Pod {string} gets the lock of {string} within {int} seconds',
  async function (this: StateproofWorld, pod: string, file: string, seconds: number) {
    assertExcluded(file, await tryLock(this.nfs, pod, file, seconds))
  },
)

Then(
  'another process of Pod {string} gets the lock of {string} within {int} seconds',
  async function (this: StateproofWorld, pod: string, file: string, seconds: number) {
    assertReleased(file, await tryLock(this.nfs, pod, file, seconds))
  },
)

Given(
  'Pod {string} keeps reading {string}',
  async function (this: StateproofWorld, pod: string, file: string) {
    await keepReading(this.nfs, pod, file)
  },
)

When(
  'Pod {string} replaces {string} {int} times by renaming a new version over it',
  async function (this: StateproofWorld, pod: string, file: string, times: number) {
    await replaceByRenaming(this.nfs, pod, file, times)
  },
)

Then('every version that Pod {string} read is whole', async function (this: StateproofWorld, pod: string) {
  await assertAlwaysWhole(this, pod)
})

When(
  'Pod {string} is replaced by Pod {string} on another node, with claim {string}',
  async function (this: StateproofWorld, former: string, name: string, claim: string) {
    const notOn = this.scope.journal.view.get('Pod', former)?.spec?.nodeName ?? ''
    await this.nfs.removePod(former)
    await this.nfs.startPod({ name, claim, notOn })
  },
)

Given(
  'Pod {string} has written {int} numbered records, each flushed before the next',
  async function (this: StateproofWorld, pod: string, count: number) {
    await writeFlushed(this, pod, count)
  },
)

Then('Pod {string} finds every flushed record', async function (this: StateproofWorld, pod: string) {
  await assertFlushedFound(this, pod)
})
