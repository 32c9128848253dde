import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../../support/failure.ts'
import { lastWords, mirrored, nameInNode } from './registry-supply.ts'

test('why a registry gave no image is the reason alone, without the request and the name server', () => {
  const said =
    'failed to configure transport: error pinging v2 registry: Get "https://registry.example/v2/": ' +
    'dial tcp: lookup registry.example on 192.0.2.53:53: no such host'
  assert.equal(
    lastWords(new Error(`docker: first line\n${said}`)),
    'dial tcp: lookup registry.example: no such host',
  )
})

test('a refusal that names no request stays whole', () => {
  const said = 'no such manifest: registry.example/node:v1'
  assert.equal(lastWords(new Error(said)), said)
})

test('a registry that is silent is said to be silent', () => {
  const timeout = new Failure({ code: 'command-timeout', what: 'inspect', got: 'nothing' })
  assert.match(lastWords(timeout), /^no answer within \d+ s$/)
})

test('a mirror takes the place of the registry and keeps the digest', () => {
  const pinned = 'docker.io/library/nginx@sha256:0123'
  assert.equal(mirrored(pinned, { mirror: 'mirror.example/' }), 'mirror.example/library/nginx@sha256:0123')
  assert.equal(mirrored(pinned, {}), pinned)
})

test('in a node an image has a name without a digest, which says of what it is', () => {
  const digest = '33e0bbc7ca9ecf108140af6288c7c9d1ecc77548cbfd3952fd8466a75edefe57'
  assert.equal(
    nameInNode(`docker.io/library/nginx:1.29.1@sha256:${digest}`),
    'docker.io/library/nginx:1.29.1-33e0bbc7ca9e',
  )
  assert.equal(nameInNode('docker.elastic.co/e/e:9.2.0'), 'docker.elastic.co/e/e:9.2.0')
})
