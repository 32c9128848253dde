/**
 * The only place that speaks to a Docker engine over its API (dockerode).
 *
 * Knows nothing of kind, of clusters or of images' contents. Building, saving and loading of images go through the
 * docker client instead (scripts/images/build-context.ts): they are streams that the client handles best.
 */
import type Docker from 'dockerode'
import { Failure, messageOf } from './failure.ts'

export interface Engine {
  /** Value for DOCKER_HOST. */
  readonly host: string
  /** Version of the engine, or undefined when none answers. */
  version(): Promise<string | undefined>
  /** Whether its socket is there and this user may not open it: an engine may answer to others. */
  isForbidden(): Promise<boolean>
  /** Containers, running or not, that carry the label, with this value if one is given. */
  containers(label: string, value?: string): Promise<ContainerState[]>
  /** When a running container was started, in milliseconds since the epoch by the engine's clock. */
  startedAt(containerId: string): Promise<number>
  start(containerId: string): Promise<void>
  restart(containerId: string): Promise<void>
  stop(containerId: string, withinSeconds: number): Promise<void>
  /** SIGKILL: the container's processes get no chance to do anything more. */
  kill(containerId: string): Promise<void>
  /** Creates a container and starts it. @returns its id. */
  run(request: RunRequest): Promise<string>
  /** A container by name or id, or undefined. */
  inspect(nameOrId: string): Promise<ContainerState | undefined>
  /** Removes the container with its anonymous volumes, running or not; one that is not there is as good as removed. */
  remove(containerId: string): Promise<void>
  /** Runs a command in a container. */
  exec(containerId: string, command: string[]): Promise<{ exitCode: number; output: string }>
  /** The last lines of both outputs of a container, running or not. */
  logs(containerId: string, tailLines: number): Promise<string>
  hasImage(reference: string): Promise<boolean>
  /** A volume that is there is removed; one that is in use stays. */
  removeVolume(name: string): Promise<boolean>
  /** Networks by name that exist are removed; one that is still in use stays. */
  removeNetwork(name: string): Promise<boolean>
}

export interface RunRequest {
  name: string
  image: string
  network: string
  labels: Record<string, string>
  env?: Record<string, string>
  /** Volume name → directory in the container. */
  volumes?: Record<string, string>
  privileged?: boolean
  /** Instead of the image's own entry point. */
  entrypoint?: string[]
}

export interface ContainerState {
  id: string
  name: string
  running: boolean
  image: string
  labels: Record<string, string>
  /** The network it is on and its IPv4 address there, while it runs. Known of one container by name only. */
  network?: string
  address?: string
}

/** How long an engine may take to say that it is there. A healthy one answers in milliseconds. */
const answerWithinMs = 5_000

/** @param host value for DOCKER_HOST: `unix:///…` or `tcp://…`. */
export function connectEngine(host: string): Engine {
  const options = connectionOf(host)
  let connected: Promise<Docker> | undefined
  // The library is large, and a run on a cluster that is there already speaks to no engine.
  const docker = () => {
    connected ??= import('dockerode').then(({ default: Docker }) => new Docker(options))
    return connected
  }
  const attempt = <T>(what: string, request: (docker: Docker) => Promise<T>) =>
    attemptOn(host, what, async () => request(await docker()))
  const container = <T>(id: string, what: string, request: (container: Docker.Container) => Promise<T>) =>
    attempt(`${what} container ${id}`, docker => request(docker.getContainer(id)))
  return {
    host,
    version: async () => version(await docker()),
    isForbidden: async () => isForbidden(await docker()),
    containers: (label, value) => attempt('list containers', docker => listContainers(docker, label, value)),
    startedAt: id =>
      container(id, 'inspect', async each => Date.parse((await each.inspect()).State.StartedAt)),
    start: id => container(id, 'start', async each => void (await each.start())),
    restart: id => container(id, 'restart', async each => void (await each.restart())),
    stop: (id, withinSeconds) =>
      container(id, 'stop', async each => void (await each.stop({ t: withinSeconds }))),
    remove: id =>
      container(id, 'remove', async each => void (await found(each.remove({ force: true, v: true })))),
    exec: (id, command) => container(id, `run ${command[0]} in`, each => exec(each, command)),
    logs: (id, tailLines) => container(id, 'read the log of', each => logs(each, tailLines)),
    kill: id => container(id, 'kill', async each => void (await each.kill())),
    run: request => attempt(`run container ${request.name}`, docker => run(docker, request)),
    inspect: id => container(id, 'inspect', inspect),
    removeVolume: async name => found((await docker()).getVolume(name).remove()),
    hasImage: async reference => found((await docker()).getImage(reference).inspect()),
    removeNetwork: async name => found((await docker()).getNetwork(name).remove()),
  }
}

function connectionOf(host: string): Docker.DockerOptions {
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) }
  const { protocol, hostname, port } = new URL(host.replace(/^tcp:/, 'http:'))
  return { protocol: protocol === 'https:' ? 'https' : 'http', host: hostname, port: Number(port || 2375) }
}

async function version(docker: Docker): Promise<string | undefined> {
  const answer = docker.version().then(({ Version }) => Version)
  return Promise.race([answer.catch(() => undefined), silence(undefined)])
}

async function isForbidden(docker: Docker): Promise<boolean> {
  const answer = docker.ping().then(() => false)
  return Promise.race([answer.catch(error => ['EACCES', 'EPERM'].includes(error.code)), silence(false)])
}

/** What counts when nothing has come for so long. */
function silence<T>(instead: T): Promise<T> {
  return new Promise(resolve => setTimeout(resolve, answerWithinMs, instead).unref())
}

async function listContainers(docker: Docker, label: string, value?: string): Promise<ContainerState[]> {
  const filters = { label: [value === undefined ? label : `${label}=${value}`] }
  const listed = await docker.listContainers({ all: true, filters })
  return listed.map(({ Id, Names, State, Image, Labels }) => ({
    id: Id,
    name: (Names[0] ?? Id).replace(/^\//, ''),
    running: State === 'running',
    image: Image,
    labels: Labels,
  }))
}

async function run(docker: Docker, request: RunRequest): Promise<string> {
  const { name, image, network, labels, env = {}, volumes = {}, privileged = false } = request
  const container = await docker.createContainer({
    name,
    Image: image,
    Labels: labels,
    ...(request.entrypoint && { Entrypoint: request.entrypoint }),
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    HostConfig: {
      NetworkMode: network,
      Privileged: privileged,
      Binds: Object.entries(volumes).map(([volume, directory]) => `${volume}:${directory}`),
      // As kind's nodes: back after the engine was restarted, unless it was stopped on purpose.
      RestartPolicy: { Name: 'unless-stopped' },
    },
  })
  await container.start()
  return container.id
}

async function inspect(container: Docker.Container): Promise<ContainerState | undefined> {
  try {
    const { Id, Name, State, Config, NetworkSettings } = await container.inspect()
    const { Image: image, Labels: labels } = Config
    const [network, { IPAddress: address } = {}] = Object.entries(NetworkSettings.Networks)[0] ?? []
    const place = { ...(network && { network }), ...(address && { address }) }
    return { id: Id, name: Name.replace(/^\//, ''), running: State.Running, image, labels, ...place }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

async function exec(
  container: Docker.Container,
  command: string[],
): Promise<{ exitCode: number; output: string }> {
  // With a terminal both outputs arrive as one plain stream, whose lines end as a terminal wants them.
  const run = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true, Tty: true })
  const stream = await run.start({ Tty: true })
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  const { ExitCode } = await run.inspect()
  return { exitCode: ExitCode ?? -1, output: Buffer.concat(chunks).toString('utf8').replaceAll('\r', '') }
}

async function logs(container: Docker.Container, tail: number): Promise<string> {
  const raw = await container.logs({ stdout: true, stderr: true, tail, timestamps: true })
  // Each piece has a header of 8 bytes, the last four its length (Docker Engine API, "Attach to a container").
  const pieces: Buffer[] = []
  for (let at = 0; at + 8 <= raw.length; at += 8 + raw.readUInt32BE(at + 4))
    pieces.push(raw.subarray(at + 8, at + 8 + raw.readUInt32BE(at + 4)))
  return Buffer.concat(pieces).toString('utf8')
}

/** True if it worked, false if there is no such thing (or, for a network, it is in use). */
async function found(request: Promise<unknown>): Promise<boolean> {
  try {
    await request
    return true
  } catch (error) {
    if ([403, 404, 409].includes(statusOf(error))) return false
    throw error
  }
}

async function attemptOn<T>(host: string, what: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (cause) {
    // 304: already started or stopped, which is what was wanted; the value is undefined then.
    if (statusOf(cause) === 304) return undefined as T
    throw new Failure({
      code: statusOf(cause) === 0 ? 'engine-lost' : 'engine-refused',
      what,
      on: host,
      got: messageOf(cause),
      hint: 'is the Docker engine still running? (stateproof cluster status)',
      cause,
    })
  }
}

function statusOf(error: unknown): number {
  return typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 0
}
