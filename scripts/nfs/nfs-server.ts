/**
 * The NFS server outside the cluster, as the article has it: a container beside the nodes, on their network, that shares
 * /data/k8s. Its data lies in a volume of the engine and outlives the container.
 *
 * Knows nothing of the cluster.
 */
import type { Engine } from '../../support/docker.ts'
import { Failure } from '../../support/failure.ts'

/** What an experiment needs to reach the server. */
export interface NfsServerFacts {
  /** Name by which the nodes find it; its address may change. */
  server: string
  path: string
  container: string
}

const path = '/data/k8s'
const label = 'stateproof.dev/nfs-server'
/** rpcbind and ganesha are there within two seconds, also on a busy machine. */
const answersWithinMs = 30_000
const lookEveryMs = 200
/**
 * Volumes of claims that are gone are kept by the class, as in the article, and an interrupted scenario leaves what it has
 * put beside a volume; nobody looks at them after an hour.
 */
const archivesKeptMinutes = 60

/** Starts the server, or uses the one that runs. @throws Failure `nfs-server` when it does not answer. */
export async function provideNfsServer(
  engine: Engine,
  { cluster, image }: { cluster: string; image: string },
): Promise<NfsServerFacts> {
  const name = nameOf(cluster)
  const found = await engine.inspect(name)
  if (found !== undefined && found.image !== image) await engine.remove(found.id)
  else if (found !== undefined && !found.running) await engine.start(found.id)
  if (found === undefined || found.image !== image)
    await engine.run({
      name,
      image,
      network: 'kind',
      labels: { [label]: cluster },
      volumes: { [name]: path },
      privileged: true,
    })
  await untilItAnswers(engine, name)
  const archives = `find ${path} -maxdepth 1 '(' -name 'archived-*' -o -name '*-neighbour*' ')' -mmin +${archivesKeptMinutes} -exec rm -rf {} +`
  await engine.exec(name, ['sh', '-c', archives])
  return { server: name, path, container: name }
}

/** The server beside a cluster, if it runs. */
export async function findNfsServer(engine: Engine, cluster: string): Promise<NfsServerFacts | undefined> {
  const name = nameOf(cluster)
  const found = await engine.inspect(name)
  return found?.running ? { server: name, path, container: name } : undefined
}

/** Removes the server and its data. @returns what was removed, one phrase each. */
export async function removeNfsServer(engine: Engine, cluster: string): Promise<string[]> {
  const containers = await engine.containers(label, cluster)
  for (const { id } of containers) await engine.remove(id)
  const volume = nameOf(cluster)
  const hadVolume = await engine.removeVolume(volume)
  return [...containers.map(({ name }) => `container ${name}`), ...(hadVolume ? [`volume ${volume}`] : [])]
}

/** `stateproof-nfs` beside the cluster `stateproof`. */
function nameOf(cluster: string): string {
  return `${cluster}-nfs`
}

/** Asked from inside: bash opens the port itself, so that no tool is needed in the image. */
async function untilItAnswers(engine: Engine, container: string): Promise<void> {
  for (const deadline = Date.now() + answersWithinMs; ; ) {
    const { exitCode } = await engine.exec(container, ['bash', '-c', 'exec 3<> /dev/tcp/127.0.0.1/2049'])
    if (exitCode === 0) return
    if (Date.now() > deadline) break
    await new Promise(resolve => setTimeout(resolve, lookEveryMs))
  }
  throw new Failure({
    code: 'nfs-server',
    what: 'start the NFS server',
    on: `container ${container}`,
    expected: `an answer on port 2049 within ${answersWithinMs / 1000} s`,
    got: 'none',
    hint: `docker logs ${container}`,
  })
}
