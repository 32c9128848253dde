/** Words about what goes wrong. */
import { When } from '@cucumber/cucumber'
import { nfsServerKilled } from '../support/faults/nfs-server.ts'
import type { StateproofWorld } from '../support/world.ts'

When('the NFS server is killed and started again', async function (this: StateproofWorld) {
  const heal = await this.faults.inject(nfsServerKilled(this.nfs.server))
  await heal()
})
