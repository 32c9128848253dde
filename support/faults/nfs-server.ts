/**
 * Faults of the NFS server: it is away for a while, or it is killed and comes back. The data stays on its disk.
 *
 * Only for a server that is ours, reached through its engine.
 */
import { connectEngine } from '../docker.ts'
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
  }
}

/** The server gets no chance to write anything more: SIGKILL, as when its machine loses power. */
export function nfsServerKilled(nfs: NfsServer): Fault {
  const { engine, container } = controlOf(nfs)
  return {
    name: 'the NFS server is killed',
    inject: () => engine.kill(container),
    heal: () => engine.start(container),
  }
}

function controlOf({ control }: NfsServer) {
  if (control === undefined)
    throw new Failure({ code: 'nfs-server-lost', what: 'reach the NFS server', got: 'it is not ours' })
  return { engine: connectEngine(control.engine), container: control.container }
}
