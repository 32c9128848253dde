/**
 * Ctrl+C while a cluster of ours is still being made: the words are true, and the exit code is that of an interruption.
 * Neither engine nor cluster: each waits for the lock of its cache, which the test holds.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { withLock } from '../../scripts/lock.ts'
import { runCommand } from '../command.ts'
import { cli } from './command-fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'stateproof-interrupted-'))
after(() => rmSync(folder, { recursive: true }))
const env = { XDG_CACHE_HOME: folder, DOCKER_HOST: 'unix:///nonexistent/docker.sock' }

for (const words of ['run', 'run --in-cluster', 'cluster up', 'images build'])
  test(`stateproof ${words}: what was made may still be there, and how to go on or stop it`, () =>
    withLock({ directory: join(folder, 'stateproof'), onWait: assert.fail }, async () => {
      const interruption = new AbortController()
      const { exitCode, stderr } = await runCommand(process.execPath, [cli, ...words.split(' ')], {
        cwd: folder,
        env,
        accept: [0, 1, 2, 3, 130],
        interrupt: interruption.signal,
        onLine: line => line.includes('waiting for it') && interruption.abort(),
      })
      assert.equal(exitCode, 130, stderr)
      assert.match(stderr, /what was finished is kept: .* again to go on, or stateproof cluster down/)
      assert.doesNotMatch(stderr, /nothing (of it )?is left/)
      assert.equal(existsSync(join(folder, 'reports')), false)
    }))

test('stateproof run on a cluster that was named: it was only read from', async () => {
  // Takes a connection and says nothing, so that the run is still asking when the signal comes.
  const interruption = new AbortController()
  const server = createServer(socket => {
    interruption.abort()
    setTimeout(() => socket.destroy(), 500)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'k', cluster: { server: `https://127.0.0.1:${port}` } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    'current-context': 'c',
  }
  writeFileSync(join(folder, 'kubeconfig.yaml'), JSON.stringify(kubeconfig))
  const { exitCode, stderr } = await runCommand(
    process.execPath,
    [cli, 'run', '--kubeconfig', 'kubeconfig.yaml'],
    { cwd: folder, env, accept: [0, 1, 2, 3, 130], interrupt: interruption.signal },
  )
  server.close()
  assert.equal(exitCode, 130, stderr)
  assert.match(stderr, /an interruption before anything was made/)
})
