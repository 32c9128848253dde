/** Words about mistakes with NFS classes, and how they are named. */
import { Given, Then } from '@cucumber/cucumber'
import { assertCauseNamed } from '../support/workloads/nfs/diagnosis.ts'
import {
  createOwnClass,
  startOwnProvisioner,
  stopOwnProvisioner,
} from '../support/workloads/nfs/own-provisioner.ts'
import { squashingServer } from '../support/workloads/nfs/server-beside.ts'
import type { StateproofWorld } from '../support/world.ts'

Given(
  'class {string} of this scenario names the provisioner {string}',
  async function (this: StateproofWorld, name: string, provisioner: string) {
    this.nfs.ownClasses.set(name, await createOwnClass(this.scope, name, provisioner))
  },
)

Given(
  'class {string} of this scenario has a provisioner that may not see claims',
  async function (this: StateproofWorld, name: string) {
    const { server } = this.nfs
    this.nfs.ownClasses.set(
      name,
      await startOwnProvisioner(this.scope, name, server, 'persistentvolumeclaims'),
    )
  },
)

Given(
  'class {string} of this scenario has a provisioner whose NFS server {string} does not exist',
  async function (this: StateproofWorld, name: string, host: string) {
    const server = { ...this.nfs.server, server: host }
    this.nfs.ownClasses.set(name, await startOwnProvisioner(this.scope, name, server))
  },
)

Given(
  'class {string} of this scenario has a provisioner whose NFS server squashes root',
  async function (this: StateproofWorld, name: string) {
    const { server, start, remove } = squashingServer(this.nfs.server, this.scope.run.runId)
    const heal = () => stopOwnProvisioner(this.scope).finally(remove)
    await this.faults.inject({ name: 'a second NFS server squashes root', inject: start, heal })
    this.nfs.ownClasses.set(name, await startOwnProvisioner(this.scope, name, server))
  },
)

Then(
  /^claim "([^"]+)" stays Pending, and the cause "(.+)" is named$/,
  async function (this: StateproofWorld, claim: string, cause: string) {
    await assertCauseNamed(this.scope, claim, cause)
  },
)
