/** Port-forwards to a real Pod: what arrives, and that one that dies ends its connection and says why. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { nginxImage } from '../images-fixture.ts'
import { testCluster, testJournal } from '../journal/fixture.ts'
import { runLabel } from '../run-context.ts'
import { openCutProxy } from './cut-proxy.ts'
import { createObject, deleteObject } from './objects.ts'
import { podReadiness } from './pods.ts'
import { forwardPort } from './port-forward.ts'

const cluster = testCluster()
const namespace = `stateproof-test-forward-${Math.random().toString(36).slice(2, 8)}`
const target = { namespace, pod: 'p', port: 80 }
const request = 'GET / HTTP/1.1\r\nHost: p\r\n\r\n'

before(async () => {
  const labels = { [runLabel]: 'integration-test' }
  await createObject(cluster, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels },
  })
  const journal = await testJournal(cluster, namespace)
  const image = nginxImage
  const site = 'server { listen 80; location / { return 200 here; } }'
  const command = ['sh', '-c', `echo '${site}' > /etc/nginx/conf.d/site.conf && exec nginx -g 'daemon off;'`]
  const readinessProbe = { tcpSocket: { port: 80 }, periodSeconds: 1 }
  await createObject(cluster, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name: 'p' },
    spec: { containers: [{ name: 'c', image, command, readinessProbe }], terminationGracePeriodSeconds: 0 },
  })
  await journal.until({ what: 'p', look: view => podReadiness(view.get('Pod', 'p')) }, { withinMs: 60_000 })
  journal.close()
})
after(() => deleteObject(cluster, { kind: 'Namespace', name: namespace }))

/** Sends one request; resolves with what came before the connection ended. */
function exchange(port: number, onFirstBytes: () => void = () => undefined): Promise<string> {
  return new Promise(resolve => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    socket.on('data', chunk => {
      if (received === '') onFirstBytes()
      received += chunk
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(received))
  })
}

test('a request is answered, and nothing is in trouble', async () => {
  await using forwarded = await forwardPort(cluster, target)
  const response = await fetch(`http://127.0.0.1:${forwarded.port}/`)
  assert.match(response.headers.get('server') ?? '', /nginx/)
  assert.equal(forwarded.trouble, undefined)
})

test('a stream that is cut ends the connection, and is lost; the next one is a new stream', async () => {
  await using proxy = await openCutProxy(process.env.STATEPROOF_KUBECONFIG ?? '')
  await using forwarded = await forwardPort(proxy.cluster, target)
  assert.match(await exchange(forwarded.port, () => proxy.cut()), /^HTTP\/1.1/)
  assert.equal(forwarded.trouble?.code, 'port-forward-lost')
  const again = await fetch(`http://127.0.0.1:${forwarded.port}/`)
  assert.match(again.headers.get('server') ?? '', /nginx/)
})

test('a port that nobody listens on is refused', async () => {
  await using forwarded = await forwardPort(cluster, { ...target, port: 81 })
  assert.equal(await exchange(forwarded.port), '')
  assert.equal(forwarded.trouble?.code, 'port-forward-refused')
})

test('a Pod that is not there, and an API server that is away, are a forwarding that is lost', async () => {
  await using none = await forwardPort(cluster, { ...target, pod: 'none' })
  assert.equal(await exchange(none.port), '')
  assert.equal(none.trouble?.code, 'port-forward-lost')
  await using proxy = await openCutProxy(process.env.STATEPROOF_KUBECONFIG ?? '')
  proxy.refuse(true)
  await using away = await forwardPort(proxy.cluster, target)
  assert.equal(await exchange(away.port), '')
  assert.equal(away.trouble?.code, 'port-forward-lost')
})
