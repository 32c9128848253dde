/** Kubeconfigs and proxies as kubectl reads them; no server is asked. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, test } from 'node:test'
import { connectCluster } from './cluster.ts'
import { proxyFor } from './proxy.ts'

const folder = mkdtempSync(join(tmpdir(), 'stateproof-kubeconfig-'))
const before = { ...process.env }
afterEach(() => {
  process.env = { ...before }
})

function write(name: string, context: string, server: string, current = ''): string {
  const path = join(folder, name)
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'shared', cluster: { server } }],
    users: [{ name: `${context}-user`, user: { token: 't' } }],
    contexts: [{ name: context, context: { cluster: 'shared', user: `${context}-user` } }],
    'current-context': current,
  }
  writeFileSync(path, JSON.stringify(config))
  return path
}

const listed = (...paths: string[]) => {
  process.env.KUBECONFIG = paths.join(delimiter)
}

test('of merged files the first is believed, files that are missing or empty are left out, none is written', () => {
  const empty = join(folder, 'empty')
  writeFileSync(empty, '')
  const paths = [write('one', 'one', 'https://one'), write('two', 'two', 'https://two', 'two')]
  const texts = paths.map(path => readFileSync(path, 'utf8'))
  listed(join(folder, 'none'), empty, ...paths)
  const cluster = connectCluster({})
  assert.deepEqual([cluster.context, cluster.server], ['two', 'https://one'])
  assert.equal(connectCluster({ context: 'one' }).context, 'one')
  assert.deepEqual(
    paths.map(path => readFileSync(path, 'utf8')),
    texts,
  )
})

test('a broken file of several is named', () => {
  const broken = join(folder, 'broken')
  writeFileSync(broken, 'a: b: c\n')
  listed(write('one', 'one', 'https://one', 'one'), broken)
  assert.throws(() => connectCluster({}), /broken: /)
})

test('nothing at all is said so, and no server is made up', () => {
  process.env.KUBECONFIG = ''
  process.env.HOME = join(folder, 'nobody')
  assert.throws(() => connectCluster({}), /no KUBECONFIG, no ~\/\.kube\/config/)
})

test('a server that is no URL', () => {
  listed(write('odd', 'odd', 'not a url', 'odd'))
  assert.throws(() => connectCluster({}), /its server "not a url" is no URL/)
})

test('proxies of the environment, and who has none', () => {
  const environment = { HTTPS_PROXY: 'proxy:3128', NO_PROXY: '.internal, 10.0.0.0/8,exact.example:6443' }
  const cases: [string, string | undefined][] = [
    ['https://api.example', 'http://proxy:3128'],
    ['http://api.example', undefined],
    ['https://127.0.0.1:6443', undefined],
    ['https://localhost', undefined],
    ['https://api.internal', undefined],
    ['https://10.2.3.4:6443', undefined],
    ['https://11.2.3.4:6443', 'http://proxy:3128'],
    ['https://exact.example:6443', undefined],
    ['https://exact.example', 'http://proxy:3128'],
  ]
  for (const [server, expected] of cases) assert.equal(proxyFor(server, environment), expected, server)
  assert.equal(proxyFor('https://api.example', { HTTPS_PROXY: 'p', no_proxy: '*' }), undefined)
})
