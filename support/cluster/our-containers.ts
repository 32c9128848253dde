/**
 * Containers beside the cluster that runs made for one experiment: a second NFS server, place-holders of an address. Found by
 * the label that every object of a run has; the server that outlives runs has none.
 */
import { connectEngine } from '../docker.ts'
import { runLabel } from '../run-context.ts'
import { removeBeside } from '../workloads/nfs/server-beside.ts'

export interface OurContainer {
  name: string
  /** Removes it and the volume of its name. */
  remove(): Promise<void>
}

/** @param runId without it, those of every run. @returns none where no engine answers: nothing can run there. */
export async function listOurContainers(host: string, runId?: string): Promise<OurContainer[]> {
  const engine = connectEngine(host)
  if ((await engine.version()) === undefined) return []
  const found = await engine.containers(runLabel, runId)
  return found.map(({ name }) => ({ name, remove: () => removeBeside(engine, name) }))
}
