/**
 * A second NFS server beside the first, of the same image and on the same network, with data of its own and something
 * else about it. Only where the first one is a container of ours.
 */
import { connectEngine, type Engine, type RunRequest } from '../../docker.ts'
import { Failure } from '../../failure.ts'
import { type NfsServer, runLabel, squashingServerName } from '../../run-context.ts'

/** What is different: `NFS_SQUASH` in its environment, what is done before it begins. */
export type ServerDifference = Pick<RunRequest, 'env' | 'entrypoint'> & {
  /** Added to the first one's. */
  labels?: Record<string, string>
}

export interface ServerBeside {
  /** Of the container, and the name by which nodes reach it. */
  name: string
  /** The directory that it shares. */
  path: string
}

/** Starts it beside the container `first`; what an earlier one of this name has left goes first. */
export async function startBeside(
  engine: Engine,
  first: string,
  { name, path, labels: more, ...difference }: ServerBeside & ServerDifference,
): Promise<void> {
  await removeBeside(engine, name)
  const { image = '', network = '', labels = {} } = (await engine.inspect(first)) ?? {}
  const volumes = { [name]: path }
  await engine.run({
    ...difference,
    ...{ name, image, network, volumes },
    labels: { ...labels, ...more },
    privileged: true,
  })
}

/** Removes it with its data; harmless where it was never started. */
export async function removeBeside(engine: Engine, name: string): Promise<void> {
  await engine.remove(name)
  await engine.removeVolume(name)
}

/**
 * One that squashes root, as servers do by default (exports(5), `root_squash`), for one scenario.
 * @param runId is on it, so that `cleanup` finds it.
 */
export function squashingServer({ path, control }: NfsServer, runId: string) {
  if (control === undefined)
    throw new Failure({ code: 'nfs-server-lost', what: 'start a second NFS server', got: 'none of ours' })
  const engine = connectEngine(control.engine)
  const name = squashingServerName(control.container)
  const env = { NFS_SQUASH: 'root_squash' }
  return {
    server: { server: name, path },
    start: () => startBeside(engine, control.container, { name, path, env, labels: { [runLabel]: runId } }),
    remove: () => removeBeside(engine, name),
  }
}
