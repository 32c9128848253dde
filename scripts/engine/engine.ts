/**
 * A Docker engine: the one that answers, or one of our own. Table of contents of this folder.
 *
 * Knows nothing of kind and of images.
 */
import { existsSync } from 'node:fs'
import { connectEngine, type Engine } from '../../support/docker.ts'
import { Failure } from '../../support/failure.ts'
import type { Progress } from '../../support/progress.ts'
import { requireClient } from './client.ts'
import { canInstallEngine, installEngine } from './install.ts'
import { ownEngineHost, startOwnEngine } from './own-engine.ts'

const defaultSocket = '/var/run/docker.sock'

/**
 * Finds or makes a Docker engine. One that answers is used as it is (DOCKER_HOST, the default socket, ours); where
 * there is none, and we are root on Debian or Ubuntu, docker.io is installed and a daemon of our own is started.
 * @throws Failure `engine-missing`, `engine-forbidden` or `docker-client-missing` (exit code 3) saying what to do.
 */
export async function provideEngine({
  cacheDir,
  progress,
}: {
  cacheDir: string
  progress: Progress
}): Promise<Engine> {
  return progress.step('Docker engine', async step => {
    const answering = await findEngine(cacheDir)
    if (answering !== undefined) {
      await requireClient()
      step.cached()
      return answering
    }
    const forbidden = await findForbidden(cacheDir)
    if (forbidden !== undefined) throw mayNotOpen(forbidden)
    // Our own engine's address is no other's: it may have been stopped since somebody put it there.
    if (process.env.DOCKER_HOST && process.env.DOCKER_HOST !== ownEngineHost(cacheDir))
      throw missing(`DOCKER_HOST is ${process.env.DOCKER_HOST}, and nothing answers there`)
    if (!canInstallEngine()) throw missing('no engine answers')
    await installEngine({ cacheDir, update: step.update })
    await requireClient()
    return startOwnEngine({ cacheDir, update: step.update })
  })
}

/** The first engine that answers, or undefined. */
export async function findEngine(cacheDir: string): Promise<Engine | undefined> {
  for (const host of candidates(cacheDir)) {
    const engine = connectEngine(host)
    if ((await engine.version()) !== undefined) return engine
  }
  return undefined
}

/** Where none answers: why, in a few words. */
export async function whyNoEngine(cacheDir: string): Promise<string> {
  const forbidden = await findForbidden(cacheDir)
  return forbidden === undefined ? 'no Docker engine answers' : `this user may not open ${forbidden}`
}

/** The address of an engine that may well be there, and that this user may not ask. */
async function findForbidden(cacheDir: string): Promise<string | undefined> {
  for (const host of candidates(cacheDir)) if (await connectEngine(host).isForbidden()) return host
  return undefined
}

function candidates(cacheDir: string): string[] {
  const named = process.env.DOCKER_HOST
  // A named engine is the only one: falling back to another would build a cluster where nobody looks for it.
  if (named) return [named]
  return [...(existsSync(defaultSocket) ? [`unix://${defaultSocket}`] : []), ownEngineHost(cacheDir)]
}

function mayNotOpen(host: string): Failure {
  return new Failure({
    code: 'engine-forbidden',
    what: 'reach a Docker engine',
    on: host,
    expected: 'a socket that this user may open',
    got: 'permission denied',
    hint: 'join the group docker (sudo usermod -aG docker "$USER", then log in again), or run stateproof with sudo',
  })
}

function missing(got: string): Failure {
  return new Failure({
    code: 'engine-missing',
    what: 'reach a Docker engine',
    expected: 'an engine at DOCKER_HOST or the default socket, or root on Debian or Ubuntu',
    got,
    hint: 'install Docker Engine (https://docs.docker.com/engine/install/) and start it, then try again',
  })
}
