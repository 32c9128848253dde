/** An NFS server of a mutant's own, of the same image as the cluster's and beside it, with something wrong with it. */
import type { Engine, RunRequest } from '../support/docker.ts'
import type { NfsFacts } from './mutant.ts'

/** What is wrong with it. */
export type ServerFlaw = Pick<RunRequest, 'env' | 'tmpfs'>

/** Starts it; what an earlier one has left goes first. */
export async function startOwnServer(engine: Engine, nfs: NfsFacts, flaw: ServerFlaw): Promise<NfsFacts> {
  const name = `${nfs.container}-mutant`
  await removeOwnServer(engine, name)
  const { image = '', network = '', labels = {} } = (await engine.inspect(nfs.container)) ?? {}
  const volumes = flaw.tmpfs === undefined ? { volumes: { [name]: nfs.path } } : {}
  await engine.run({ name, image, network, labels, privileged: true, ...volumes, ...flaw })
  return { server: name, path: nfs.path, container: name }
}

export async function removeOwnServer(engine: Engine, name: string): Promise<void> {
  await engine.remove(name)
  await engine.removeVolume(name)
}
