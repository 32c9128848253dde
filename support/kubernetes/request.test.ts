/** Requests: what leaves them as which Failure, and what they must never do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Dispatcher } from 'undici'
import { isForbidden, isNotFound, isUnreachable, send, statusOf, streamLines } from './request.ts'
import { answer, clusterAt, openScriptedServer, type Script } from './scripted-server.ts'

const get = { method: 'GET' as const, path: '/x', what: 'read x' }

async function failing(script: Script, request = {}): Promise<unknown> {
  await using server = await openScriptedServer(script)
  return await send(server.cluster, { ...get, ...request }).then(
    () => assert.fail('it must fail'),
    (error: unknown) => error,
  )
}

test('HTTP/2 is not used: its idle session throws where nobody can catch it', async () => {
  const asked: unknown[] = []
  class Spy extends Dispatcher {
    override dispatch(options: unknown): boolean {
      asked.push((options as { allowH2?: boolean }).allowH2)
      throw new Error('seen enough')
    }
  }
  const cluster = {
    ...clusterAt('https://127.0.0.1:1'),
    authenticate: async () => ({ headers: {}, dispatcher: new Spy() }),
  }
  await assert.rejects(send(cluster, get))
  assert.deepEqual(asked, [false])
})

test('a refusal carries status and reason, and the server’s own words', async () => {
  const forbidden = await failing((_, response) =>
    answer(response, { reason: 'Forbidden', message: 'no right' }, 403),
  )
  assert.deepEqual(
    [isForbidden(forbidden), statusOf(forbidden)],
    [true, { status: 403, reason: 'Forbidden' }],
  )
  assert.match(String(forbidden), /read x: got 403 no right/)
  const page = await failing((_, response) => response.writeHead(404).end('<html>'))
  assert.deepEqual([isNotFound(page), statusOf(page)?.reason], [true, '404'])
})

test('a server that is not there, silent, or no API server at all, is not reached', async () => {
  await assert.rejects(send(clusterAt('http://127.0.0.1:1'), get), { code: 'api-unreachable' })
  const silent = await failing(() => undefined, { withinMs: 50 })
  assert.ok(isUnreachable(silent))
  assert.match(String(silent), /no answer in time/)
  const proxy = await failing((_, response) => response.end('<html>please log in'))
  assert.match(String(proxy), /expected JSON, got "<html>please log in"/)
  assert.ok(isUnreachable(proxy))
})

test('an interrupted request says so', async () => {
  const signal = AbortSignal.timeout(20)
  assert.equal(((await failing(() => undefined, { signal })) as { code: string }).code, 'aborted')
})

test('lines arrive as they come, a character may be cut; whoever stops reading lets the connection go', async () => {
  let closed = false
  const script: Script = (_, response) => {
    response.on('close', () => {
      closed = true
    })
    const [a, b] = [Buffer.from('{"a":"ü"}\n').subarray(0, 7), Buffer.from('{"a":"ü"}\n').subarray(7)]
    response.write(a)
    setTimeout(() => response.write(b), 20)
    setTimeout(() => response.write('second\n'), 40)
  }
  await using server = await openScriptedServer(script)
  const lines: string[] = []
  for await (const line of streamLines(server.cluster, { ...get, signal: AbortSignal.timeout(5_000) })) {
    lines.push(line)
    if (lines.length === 2) break
  }
  assert.deepEqual(lines, ['{"a":"ü"}', 'second'])
  for (let look = 0; look < 100 && !closed; look++) await new Promise(done => setTimeout(done, 5))
  assert.ok(closed)
})

test('a long answer comes packed; one that is cut, is nonsense or unpacks to too much is no answer', async () => {
  const list = { items: Array.from({ length: 5_000 }, (_, index) => ({ name: `node-${index}` })) }
  const packed = gzipSync(JSON.stringify(list))
  const sendingOf = async (body: Buffer, more: { atMostBytes?: number } = {}) => {
    await using server = await openScriptedServer((request, response) => {
      assert.equal(request.headers['accept-encoding'], 'gzip')
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body)
    })
    return await send(server.cluster, { method: 'GET', path: '/api/v1/nodes', what: 'list', ...more })
  }
  assert.deepEqual(await sendingOf(packed), list)
  const unreachable = { code: 'api-unreachable' }
  await assert.rejects(sendingOf(packed.subarray(0, packed.length - 100)), unreachable)
  await assert.rejects(sendingOf(Buffer.from('no gzip at all')), unreachable)
  await assert.rejects(sendingOf(packed, { atMostBytes: 1_000 }), unreachable)
})
