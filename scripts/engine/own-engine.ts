/**
 * A Docker daemon of our own: its configuration, data, socket and pid file lie in the cache, so that a machine's own
 * engine is never touched. It may be killed at any moment; what it leaves behind must not stop the next start.
 *
 * Knows nothing of kind and of images.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startDaemon } from '../../support/command.ts'
import { connectEngine, type Engine } from '../../support/docker.ts'
import { Failure } from '../../support/failure.ts'
import { unmountBelow } from './mounts.ts'
import { needsRuntimeWrapper, runtimeWrapper } from './runtime-wrapper.ts'

/** A cold daemon with a large data root answers within seconds; after a crash it first restores its containers. */
const startWithinMs = 90_000
/** `cluster down` stops the containers first, so the daemon has little left to do. */
const stopWithinMs = 30_000

export function ownEngineHost(cacheDir: string): string {
  return `unix://${socketPath(cacheDir)}`
}

/** @throws Failure `engine-start` with the last lines of the daemon's log. */
export async function startOwnEngine({
  cacheDir,
  update,
}: {
  cacheDir: string
  update: (text: string) => void
}): Promise<Engine> {
  const paths = pathsOf(cacheDir)
  mkdirSync(paths.home, { recursive: true, mode: 0o700 })
  clearStaleFiles(paths)
  writeConfiguration(paths)
  update('starting dockerd')
  startDaemon('dockerd', ['--config-file', paths.configuration], paths.log)
  const engine = connectEngine(ownEngineHost(cacheDir))
  for (const deadline = Date.now() + startWithinMs; Date.now() < deadline; ) {
    if ((await engine.version()) !== undefined) return engine
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  throw new Failure({
    code: 'engine-start',
    what: 'start a Docker daemon of our own',
    expected: `an answer within ${startWithinMs / 1000} s`,
    got: lastLines(paths.log),
    hint: `see ${paths.log}, or start an engine yourself and set DOCKER_HOST`,
  })
}

/** Whether a daemon of ours has ever run here: its data may hold containers though nothing answers now. */
export function hasOwnEngine(cacheDir: string): boolean {
  return existsSync(pathsOf(cacheDir).data)
}

/** Stops the daemon that we started, if it runs, and unmounts what it leaves. @returns whether there was one. */
export async function stopOwnEngine(cacheDir: string): Promise<boolean> {
  const { pidFile, home } = pathsOf(cacheDir)
  const pid = readPid(pidFile)
  if (pid === undefined || !isDaemon(pid, 'dockerd')) return false
  process.kill(pid, 'SIGTERM')
  for (const deadline = Date.now() + stopWithinMs; Date.now() < deadline && isDaemon(pid, 'dockerd'); )
    await new Promise(resolve => setTimeout(resolve, 100))
  if (isDaemon(pid, 'dockerd')) process.kill(pid, 'SIGKILL')
  await unmountBelow(home)
  return true
}

/** Folder with everything of the daemon's; big: images and containers lie in it. */
export function ownEngineHome(cacheDir: string): string {
  return pathsOf(cacheDir).home
}

type Paths = ReturnType<typeof pathsOf>

function pathsOf(cacheDir: string) {
  const home = join(cacheDir, 'engine')
  return {
    home,
    socket: socketPath(cacheDir),
    configuration: join(home, 'daemon.json'),
    data: join(home, 'data'),
    exec: join(home, 'exec'),
    pidFile: join(home, 'docker.pid'),
    log: join(home, 'dockerd.log'),
    wrapper: join(home, 'runc-without-sys-resource'),
  }
}

/** The kernel allows a socket's path 107 bytes; a cache that lies deeper gets its socket in /run. */
function socketPath(cacheDir: string): string {
  const path = join(cacheDir, 'engine', 'docker.sock')
  return Buffer.byteLength(path) <= 107
    ? path
    : `/run/stateproof-${Buffer.from(cacheDir).toString('hex').slice(-24)}.sock`
}

function writeConfiguration(paths: Paths): void {
  const wrapped = needsRuntimeWrapper()
  if (wrapped) {
    writeFileSync(paths.wrapper, runtimeWrapper)
    chmodSync(paths.wrapper, 0o755)
  }
  const runtime = wrapped && { runtimes: { wrapped: { path: paths.wrapper } }, 'default-runtime': 'wrapped' }
  const configuration = {
    hosts: [`unix://${paths.socket}`],
    'data-root': paths.data,
    'exec-root': paths.exec,
    pidfile: paths.pidFile,
    'log-driver': 'json-file',
    ...runtime,
  }
  writeFileSync(paths.configuration, JSON.stringify(configuration, null, 2))
}

/** What a daemon that was killed leaves behind: its pid file, its socket and its containerd's pid file. */
function clearStaleFiles(paths: Paths): void {
  const containerdPid = join(paths.exec, 'containerd', 'containerd.pid')
  const left = readPid(containerdPid)
  if (left !== undefined && isDaemon(left, 'containerd')) process.kill(left, 'SIGKILL')
  for (const file of [paths.pidFile, paths.socket, containerdPid]) rmSync(file, { force: true })
}

function readPid(file: string): number | undefined {
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8').trim())
  return Number.isInteger(pid) && pid > 1 ? pid : undefined
}

/** Whether the process is there and is that program: a pid may have been given to another one since. */
function isDaemon(pid: number, program: string): boolean {
  try {
    const running = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return running.includes(`(${program})`) && !/\) Z /.test(running)
  } catch {
    return false
  }
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-5).join('\n') : 'no log'
}
