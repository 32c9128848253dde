/** `cluster up` interrupted in the middle, on the real engine: one line, its exit code, and nothing half made is left. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../support/clock.ts'
import { runCommand } from '../../support/command.ts'
import { connectEngine } from '../../support/docker.ts'
import { nodesOf } from './nodes.ts'

const root = join(import.meta.dirname, '..', '..')
const cli = join(root, 'support', 'cli', 'main.ts')
const name = 'stateproof-interrupted'
/** Until kind has asked for the first node; with everything cached a few seconds. */
const beginsWithinMs = 120_000

const { stdout } = await runCommand(process.execPath, [cli, 'cluster', 'status', '-o', 'json'], { cwd: root })
const engine = connectEngine((JSON.parse(stdout) as { engine: string }).engine)

test('cluster up that is interrupted while nodes are made removes them and says how to go on', async () => {
  const controller = new AbortController()
  const ended = runCommand(process.execPath, [cli, 'cluster', 'up', '--cluster-name', name], {
    cwd: root,
    interrupt: controller.signal,
    accept: [0, 3, 130],
    withinMs: 300_000,
  })
  for (const deadline = Date.now() + beginsWithinMs; (await nodesOf(engine, name)).length === 0; ) {
    assert.ok(Date.now() < deadline, 'no node was made')
    await systemClock.sleep(100)
  }
  controller.abort()
  const { exitCode, stderr } = await ended
  assert.equal(exitCode, 130, stderr)
  const last = stderr.trim().split('\n').at(-1)
  assert.match(
    last ?? '',
    /^stateproof: could not finish cluster up: got an interruption; .* say stateproof cluster up again/,
  )
  assert.deepEqual(await nodesOf(engine, name), [])
})
