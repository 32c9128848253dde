/**
 * Faults of the NFS server: it is away for a while, it is killed and comes back, or it comes back at another address.
 * The data stays on its disk.
 *
 * Only for a server that is ours, reached through its engine.
 */
import { type ContainerState, connectEngine, type Engine } from '../docker.ts'
import { Failure } from '../failure.ts'
import { type NfsServer, runLabel } from '../run-context.ts'
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

/** More addresses than other containers have given back meanwhile. */
const mostPlaceHolders = 16

/**
 * The server is there again under its name, at an address that it did not have before: other containers hold the former one
 * and those below it, since the engine gives out the lowest that is free. Healing gives it back, since a client that keeps
 * the address it has mounted would wait for it for ever.
 * @param runId is on the place-holders, so that `cleanup` finds them.
 * @throws Failure `nfs-server-lost` where the address is the same all the same.
 */
export function nfsServerMoved(nfs: NfsServer, runId: string): Fault {
  const { engine, container } = controlOf(nfs)
  const holders: PlaceHolder[] = []
  return {
    name: 'the NFS server comes back at another address',
    async inject() {
      const former: Partial<ContainerState> = (await engine.inspect(container)) ?? {}
      await engine.stop(container, endWithinSeconds)
      await holdAddresses(engine, { container, runId, former }, holders)
      await engine.start(container)
      await requireMoved(engine, container, former.address)
    },
    async heal() {
      const [former, ...lower] = holders.toReversed()
      await engine.stop(container, endWithinSeconds)
      if (former !== undefined) await engine.remove(former.name)
      await engine.start(container)
      for (const { name } of lower) await engine.remove(name)
    },
  }
}

interface PlaceHolder {
  name: string
  address?: string
}

interface Holding {
  container: string
  runId: string
  former: Partial<ContainerState>
}

/** Adds them in the order of their making, so that healing knows of each: the last has the former address. */
async function holdAddresses(
  engine: Engine,
  { container, runId, former }: Holding,
  holders: PlaceHolder[],
): Promise<void> {
  const { image = '', network = '', labels } = former
  while (holders.length < mostPlaceHolders && holders.at(-1)?.address !== former.address) {
    const name = `${container}-address-${holders.length + 1}`
    await engine.remove(name)
    const marks = { ...labels, [runLabel]: runId }
    await engine.run({ name, image, network, labels: marks, entrypoint: ['sleep', 'infinity'] })
    const holder: PlaceHolder = { name }
    holders.push(holder)
    const address = (await engine.inspect(name))?.address
    if (address !== undefined) holder.address = address
  }
}

async function requireMoved(engine: Engine, container: string, former: string | undefined): Promise<void> {
  const address = (await engine.inspect(container))?.address
  if (address !== undefined && address !== former) return
  const got = `the same address ${former}`
  throw new Failure({ code: 'nfs-server-lost', what: 'give the NFS server another address', got })
}

async function isDown(engine: Engine, container: string): Promise<boolean> {
  return (await engine.inspect(container))?.running !== true
}

function controlOf({ control }: NfsServer) {
  if (control === undefined)
    throw new Failure({ code: 'nfs-server-lost', what: 'reach the NFS server', got: 'it is not ours' })
  return { engine: connectEngine(control.engine), container: control.container }
}
