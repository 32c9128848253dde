/** Which engine is taken, and what is said where none can be used. The engine is a server that knows its version only. */
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { exitCodes } from '../../support/failure.ts'
import { quietProgress } from '../../support/progress.ts'
import { clusterStatus } from '../cluster/cluster-status.ts'
import { findEngine, provideEngine } from './engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'stateproof-engine-'))
chmodSync(folder, 0o755)
const socket = join(folder, 'docker.sock')
const server = createServer((_, response) => {
  // No connection outlives its question: each is a new one, of whoever asks then.
  response.writeHead(200, { 'content-type': 'application/json', connection: 'close' })
  response.end(JSON.stringify({ Version: '1' }))
})
const { DOCKER_HOST, PATH } = process.env
before(() => new Promise<void>(resolve => server.listen(socket, resolve)))
afterEach(() => {
  process.env.PATH = PATH
  if (DOCKER_HOST === undefined) delete process.env.DOCKER_HOST
  else process.env.DOCKER_HOST = DOCKER_HOST
})
after(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

const provide = () => provideEngine({ cacheDir: folder, progress: quietProgress(() => undefined) })

test('an engine without the docker client: what to install, before anything is made', async () => {
  process.env.DOCKER_HOST = `unix://${socket}`
  process.env.PATH = folder
  await assert.rejects(provide, {
    code: 'docker-client-missing',
    exitCode: exitCodes.environment,
    message: /install it \(docker-ce-cli/,
  })
})

test('nothing where DOCKER_HOST says', async () => {
  process.env.DOCKER_HOST = `unix://${folder}/none.sock`
  await assert.rejects(provide, { code: 'engine-missing', exitCode: exitCodes.environment })
  assert.equal((await clusterStatus({ name: 'n', cacheDir: folder })).problem, 'no Docker engine answers')
})

const skip = process.getuid?.() === 0 ? false : 'only root can be another user'
test('a socket that this user may not open is no missing engine', { skip }, async () => {
  process.env.DOCKER_HOST = `unix://${socket}`
  chmodSync(socket, 0o600)
  // Everything is loaded while it may be read.
  assert.ok(await findEngine(folder))
  process.seteuid?.(65_534)
  try {
    await assert.rejects(provide, {
      code: 'engine-forbidden',
      exitCode: exitCodes.environment,
      message: /permission denied; join the group docker/,
    })
    const { problem } = await clusterStatus({ name: 'n', cacheDir: folder })
    assert.equal(problem, `this user may not open unix://${socket}`)
  } finally {
    process.seteuid?.(0)
  }
})
