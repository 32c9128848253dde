/**
 * Faults of the NFS server: it is away for a while, it is killed and comes back, or it comes back at another address.
 * The data stays on its disk.
 *
 * Only for a server that is ours, reached through its engine.
 */
import { connectEngine, type Engine } from '../docker.ts'
import { Failure } from '../failure.ts'
import type { NfsServer } from '../run-context.ts'
import type { Fault } from './faults.ts'

/** How long the server may take to end by itself before the engine kills it. */
const endWithinSeconds = 5

/** The server is stopped until it is healed. */
export function nfsServerStopped(nfs: NfsServer): Fault {
  const { engine, container } = controlOf(nfs)
  return {
    name: 'the NFS server is stopped',
    inject: () => engine.stop(container, endWithinSeconds),
    heal: () => engine.start(container),
    holds: () => isDown(engine, container),
  }
}

/** The server gets no chance to write anything more: SIGKILL, as when its machine loses power. */
export function nfsServerKilled(nfs: NfsServer): Fault {
  const { engine, container } = controlOf(nfs)
  return {
    name: 'the NFS server is killed',
    inject: () => engine.kill(container),
    heal: () => engine.start(container),
    holds: () => isDown(engine, container),
  }
}

/**
 * The server is there again under its name, at an address that it did not have before: another container has taken the
 * former one. Healing gives it back, since a client that keeps the address it has mounted would wait for it for ever.
 * @throws Failure `nfs-server-lost` where the address is the same all the same.
 */
export function nfsServerMoved(nfs: NfsServer): Fault {
  const { engine, container } = controlOf(nfs)
  const squatter = `${container}-address`
  const move = async () => {
    const { image = '', network = '', labels = {}, address } = (await engine.inspect(container)) ?? {}
    await engine.stop(container, endWithinSeconds)
    await engine.remove(squatter)
    await engine.run({ name: squatter, image, network, labels, entrypoint: ['sleep', 'infinity'] })
    await engine.start(container)
    const moved = (await engine.inspect(container))?.address
    if (moved !== undefined && moved !== address) return
    const got = `the same address ${address}`
    throw new Failure({ code: 'nfs-server-lost', what: 'give the NFS server another address', got })
  }
  return {
    name: 'the NFS server comes back at another address',
    inject: move,
    async heal() {
      await engine.stop(container, endWithinSeconds)
      await engine.remove(squatter)
      await engine.start(container)
    },
  }
}

async function isDown(engine: Engine, container: string): Promise<boolean> {
  return (await engine.inspect(container))?.running !== true
}

function controlOf({ control }: NfsServer) {
  if (control === undefined)
    throw new Failure({ code: 'nfs-server-lost', what: 'reach the NFS server', got: 'it is not ours' })
  return { engine: connectEngine(control.engine), container: control.container }
}
