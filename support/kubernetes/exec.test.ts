/** What exec makes of the end that a kubelet tells, and of a server that says nothing. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import type { V1Status } from '@kubernetes/client-node'
import { execInPod, exitCodeOf, followInPod } from './exec.ts'
import { clusterAt } from './scripted-server.ts'

const exit = (message: string): V1Status => ({
  status: 'Failure',
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message }] },
})
const codes: [string, V1Status, number | undefined][] = [
  ['success', { status: 'Success' }, 0],
  ['an exit code', exit('7'), 7],
  ['killed', exit('137'), 137],
  ['an exit code that is no number', exit('?'), undefined],
  ['no exit code among the causes', { status: 'Failure', reason: 'NonZeroExitCode', details: {} }, undefined],
  [
    'the runtime could not start it',
    { status: 'Failure', reason: 'InternalError', message: 'OCI runtime exec failed', code: 500 },
    undefined,
  ],
  ['an empty status', {}, undefined],
]
for (const [what, status, expected] of codes)
  test(`exit code of ${what}`, () => assert.equal(exitCodeOf(status), expected))

/** A server that takes the connection and never says a word. */
async function withSilentServer(test: (cluster: ReturnType<typeof clusterAt>) => Promise<void>) {
  const sockets = new Set<import('node:net').Socket>()
  const server = createServer(socket => sockets.add(socket.on('error', () => undefined)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    await test(clusterAt(`http://127.0.0.1:${(server.address() as import('node:net').AddressInfo).port}`))
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
}

const request = { namespace: 'ns', pod: 'p', command: ['true'] }

test('a server that never answers is given up', { timeout: 5_000 }, () =>
  withSilentServer(cluster =>
    assert.rejects(execInPod(cluster, { ...request, withinMs: 100 }), { code: 'exec-timeout' }),
  ),
)

test('an interrupted run does not wait for it', { timeout: 5_000 }, () =>
  withSilentServer(async cluster => {
    const signal = AbortSignal.timeout(100)
    await assert.rejects(execInPod(cluster, { ...request, signal, withinMs: 60_000 }), { code: 'aborted' })
    await followInPod(cluster, { ...request, signal: AbortSignal.timeout(100) }, () => undefined)
  }),
)

test('a server that is not there refuses', () =>
  assert.rejects(execInPod(clusterAt('http://127.0.0.1:1'), request), {
    code: 'exec-refused',
    message: /got connect ECONNREFUSED|got ECONNREFUSED/,
  }))
