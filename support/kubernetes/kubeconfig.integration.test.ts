/**
 * Every way in that a kubeconfig knows, tried on the real API server: each must read Pods, and run a command in one, since
 * streams take another way through client-node than requests do.
 */
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runCommand } from '../command.ts'
import { testCluster } from '../journal/fixture.ts'
import { connectCluster } from './cluster.ts'
import { execInPod } from './exec.ts'
import type { ManifestOf } from './kinds.ts'
import { listObjects } from './objects.ts'
import { openServiceAccountUser, type ServiceAccountUser, writeKubeconfig } from './service-account-user.ts'

const cluster = testCluster()
const namespace = 'kube-system'
const folder = mkdtempSync(join(tmpdir(), 'stateproof-ways-in-'))
const role: ManifestOf<'Role'> = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { namespace },
  rules: [
    { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
    { apiGroups: [''], resources: ['pods/exec'], verbs: ['get', 'create'] },
  ],
}
let user: ServiceAccountUser
before(async () => {
  user = await openServiceAccountUser(cluster, namespace, [role])
})
after(() => user[Symbol.asyncDispose]())

/** kube-proxy's image has no shell, but its own program says its version. */
async function assertWayIn(path: string): Promise<void> {
  const mine = connectCluster({ kubeconfigPath: path })
  const labelSelector = 'k8s-app=kube-proxy'
  const { items } = await listObjects(mine, 'Pod', { namespace, labelSelector })
  const pod = items[0]?.metadata?.name ?? ''
  const { exitCode, stdout } = await execInPod(mine, { namespace, pod, command: ['kube-proxy', '--version'] })
  assert.deepEqual([exitCode, /^Kubernetes v1\./.test(stdout)], [0, true], stdout)
}

const file = (name: string, content: string, mode = 0o600) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}

test('a token', () => assertWayIn(user.kubeconfigPath))

test('a token in a file', () =>
  assertWayIn(writeKubeconfig(cluster, { tokenFile: file('token', user.token) })))

test('a client certificate, inline and in files', async () => {
  const { certData = '', keyData = '' } = cluster.config.getCurrentUser() ?? {}
  const decode = (text: string) => Buffer.from(text, 'base64').toString()
  await assertWayIn(
    writeKubeconfig(cluster, { 'client-certificate-data': certData, 'client-key-data': keyData }),
  )
  const files = {
    'client-certificate': file('cert', decode(certData)),
    'client-key': file('key', decode(keyData)),
  }
  await assertWayIn(writeKubeconfig(cluster, files))
})

test('a plugin that prints a token, and is not asked anew for each request', async () => {
  const calls = join(folder, 'calls')
  const status = { token: user.token, expirationTimestamp: new Date(Date.now() + 3_600_000).toISOString() }
  const credential = JSON.stringify({
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status,
  })
  const command = file(
    'plugin',
    `#!/bin/sh\necho call >> "${calls}"\ncat <<'END'\n${credential}\nEND\n`,
    0o700,
  )
  const apiVersion = 'client.authentication.k8s.io/v1'
  await assertWayIn(writeKubeconfig(cluster, { exec: { apiVersion, command, interactiveMode: 'Never' } }))
  assert.equal(readFileSync(calls, 'utf8'), 'call\n')
})

test('a plugin that fails, or is not there, is named', async () => {
  const apiVersion = 'client.authentication.k8s.io/v1'
  const missing = writeKubeconfig(cluster, {
    exec: { apiVersion, command: 'no-such-plugin', interactiveMode: 'Never' },
  })
  await assert.rejects(
    listObjects(connectCluster({ kubeconfigPath: missing }), 'Pod', { namespace }),
    /no-such-plugin/,
  )
  const command = file('failing', '#!/bin/sh\necho "log in first" >&2\nexit 1\n', 0o700)
  const failing = writeKubeconfig(cluster, { exec: { apiVersion, command, interactiveMode: 'Never' } })
  await assert.rejects(
    listObjects(connectCluster({ kubeconfigPath: failing }), 'Pod', { namespace }),
    /log in first/,
  )
})

test('an OIDC token that is still valid is sent; the server, which knows no issuer, does not accept it', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = `${part({ alg: 'RS256' })}.${part({ exp: Math.floor(Date.now() / 1000) + 3600, sub: 'me' })}.c2ln`
  const config = {
    'id-token': token,
    'client-id': 'c',
    'idp-issuer-url': 'https://issuer.invalid',
    'refresh-token': 'r',
  }
  const path = writeKubeconfig(cluster, { 'auth-provider': { name: 'oidc', config } })
  const mine = connectCluster({ kubeconfigPath: path })
  assert.equal((await mine.authenticate()).headers.Authorization, `Bearer ${token}`)
  await assert.rejects(listObjects(mine, 'Pod', { namespace }), /401.*the credentials are not accepted/)
})

test('merged files: the user in one, the cluster in another', async () => {
  const whole = JSON.parse(readFileSync(user.kubeconfigPath, 'utf8'))
  const parts = [
    { clusters: [], users: whole.users, contexts: [], 'current-context': '' },
    { clusters: whole.clusters, users: [], contexts: whole.contexts, 'current-context': 'user' },
  ].map((part, index) => file(`part-${index}`, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...part })))
  process.env.KUBECONFIG = parts.join(':')
  try {
    const { items } = await listObjects(connectCluster({}), 'Pod', { namespace })
    assert.notEqual(items.length, 0)
  } finally {
    delete process.env.KUBECONFIG
  }
})

test('a proxy, in the kubeconfig and in the environment', async () => {
  await using proxy = await openConnectProxy()
  await assertWayIn(writeKubeconfig(cluster, { token: user.token }, { cluster: { 'proxy-url': proxy.url } }))
  assert.ok(proxy.count() >= 2, 'the requests and the stream went through it')
  // A server on this machine has no proxy; by another of its names it has.
  const { hostname } = new URL(cluster.server)
  assert.equal(hostname, '127.0.0.1')
})

test('an expired client certificate is named, with its date', async () => {
  const [cert, key] = await expiredCertificate()
  const path = writeKubeconfig(cluster, { 'client-certificate': cert, 'client-key': key })
  const request = listObjects(connectCluster({ kubeconfigPath: path }), 'Pod', { namespace })
  await assert.rejects(request, /401.*client certificate of the kubeconfig has expired on 2020-03-01/)
})

/** Of a user whom nobody has signed, valid for two months of 2020. */
async function expiredCertificate(): Promise<[cert: string, key: string]> {
  const at = (name: string) => join(folder, name)
  file('index', '')
  const policy = '[p]\ncommonName = optional\norganizationName = optional\n'
  const authority = `database = ${at('index')}\nnew_certs_dir = ${folder}\nrand_serial = yes\ndefault_md = sha256\npolicy = p\n`
  const config = file(
    'ca.cnf',
    `[ca]\ndefault_ca = d\n[d]\n${authority}${policy}[req]\ndistinguished_name = n\n[n]\n`,
  )
  const files = ['-config', config, '-out', at('old.csr'), '-keyout', at('old.key')]
  await runCommand('openssl', [
    'req',
    '-new',
    '-subj',
    '/O=system:masters/CN=old',
    '-newkey',
    'rsa:2048',
    '-nodes',
    ...files,
  ])
  const dates = ['-startdate', '20200101000000Z', '-enddate', '20200301000000Z']
  const signing = [
    '-batch',
    '-notext',
    '-selfsign',
    '-keyfile',
    at('old.key'),
    '-in',
    at('old.csr'),
    '-out',
    at('old.pem'),
  ]
  await runCommand('openssl', ['ca', '-config', config, ...dates, ...signing])
  return [at('old.pem'), at('old.key')]
}

/** A proxy that connects (RFC 9110, CONNECT) and counts. */
async function openConnectProxy() {
  let count = 0
  const sockets = new Set<{ destroy(): void }>()
  const server = createServer()
  server.on('connect', ({ url = '' }, client) => {
    count++
    const [host, port] = url.split(':')
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(upstream).pipe(client)
    })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    count: () => count,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
