/**
 * A second NFS server for one scenario, of the same image as the first and beside it, which squashes root as servers do
 * by default (exports(5), `root_squash`). Only where the first one is ours.
 */
import { connectEngine, type Engine } from '../../docker.ts'
import { Failure } from '../../failure.ts'
import type { NfsServer } from '../../run-context.ts'

export interface ServerBeside {
  server: NfsServer
  start(): Promise<void>
  /** Removes it with its data; harmless where it was never started. */
  remove(): Promise<void>
}

export function squashingServer({ path, control }: NfsServer): ServerBeside {
  if (control === undefined)
    throw new Failure({ code: 'nfs-server-lost', what: 'start a second NFS server', got: 'none of ours' })
  const engine = connectEngine(control.engine)
  const name = `${control.container}-squash`
  const remove = async () => {
    await engine.remove(name)
    await engine.removeVolume(name)
  }
  return {
    server: { server: name, path },
    remove,
    async start() {
      await remove()
      await runBeside(engine, control.container, { name, path })
    },
  }
}

async function runBeside(
  engine: Engine,
  first: string,
  { name, path }: { name: string; path: string },
): Promise<void> {
  const { image = '', network = '', labels = {} } = (await engine.inspect(first)) ?? {}
  const env = { NFS_SQUASH: 'root_squash' }
  await engine.run({ name, image, network, labels, env, volumes: { [name]: path }, privileged: true })
}
