/** Planted secrets of every kind, and texts that must stay as they are. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { redactionsIn } from './marker.ts'
import { createRedactor } from './redact.ts'
import { redactText } from './redact-text.ts'
import { secretKindOf } from './secret-names.ts'

const jwt = `eyJhbGciOiJSUzI1NiJ9.${'eyJzdWIiOiJ4In0'.repeat(2)}.c2lnbmF0dXJl`
const base64 = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7'
const pem = (what: string) => `-----BEGIN ${what}-----\n${base64}\n${base64}\n-----END ${what}-----`

const texts: [string, string, string][] = [
  ['bearer token', 'Authorization: Bearer abcdef0123456789', 'abcdef0123456789'],
  ['basic authentication', 'authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
  ['password in a URL', 'dial postgres://app:hunter2@db:5432/x', 'hunter2'],
  ['password in a URL without a user', 'redis://:hunter2@cache', 'hunter2'],
  ['token in a query', 'GET /x?token=abcdef0123&y=1', 'abcdef0123'],
  ['JSON web token', `got ${jwt} from`, jwt],
  ['private key', `x\n${pem('RSA PRIVATE KEY')}\ny`, base64],
  ['certificate', pem('CERTIFICATE'), base64],
  ['key whose end was cut', pem('PRIVATE KEY').slice(0, 60), base64.slice(0, 20)],
  ['key whose beginning was cut', pem('PRIVATE KEY').slice(40), base64.slice(20)],
  ['key in a log with times', pem('PRIVATE KEY').replaceAll('\n', '\n2026-11-25T10:00:00Z '), base64],
  ['key as JSON has it', JSON.stringify({ note: pem('PRIVATE KEY') }), base64],
  ['kubeconfig', `client-key-data: ${base64}`, base64],
  ['docker configuration', '{"auths":{"r":{"auth":"dXNlcjpwYXNz"}}}', 'dXNlcjpwYXNz'],
  ['flag', 'serve --password hunter2 --port 80', 'hunter2'],
  ['flag with equals', 'serve --api-token=abcdef0123', 'abcdef0123'],
  ['environment', 'DB_PASSWORD=hunter2', 'hunter2'],
  ['JSON', '{"password": "hunter2"}', 'hunter2'],
  ['JSON within JSON', JSON.stringify({ got: '{"password":"hunter2"}' }), 'hunter2'],
  ['password behind another name', 'refused: password=hunter2', 'hunter2'],
  ['password of several words', 'password="correct horse staple"', 'horse staple'],
  ['password with signs in it', 'password=a,b;c}d)e', 'd)e'],
  ['password at the end of a sentence', '(last error: db_password: hunter2)', 'hunter2'],
  ['second of two', 'user=x password=y1 api_key=abcdef99', 'abcdef99'],
  ['token of GitHub', `push ghp_${'a1'.repeat(18)}`, `ghp_${'a1'.repeat(18)}`],
]
for (const [what, text, secret] of texts)
  test(`a ${what} is taken out`, () => {
    const clean = redactText(text)
    assert.ok(!clean.includes(secret), clean)
    assert.ok(redactionsIn(clean).length > 0)
    assert.equal(redactText(clean), clean)
  })

const harmless = [
  'MountVolume.SetUp failed for volume "x" : secret "my-secret" not found',
  'User "system:serviceaccount:a:b" cannot create resource "persistentvolumes" in API group ""',
  'secretName: my-secret',
  'http://127.0.0.1:9200/_cluster/health?local=true',
  'unexpected token: }',
  'https://user@example.com/path',
  'author: somebody',
  'tokenExpirationSeconds: 3607',
  'basic identity of the Pods',
  'bearer authentication failed',
  'could not follow the Pods within 30 s (DNS replica 10.244.0.3): expected web-0.nginx is 10.244.1.7',
]
for (const text of harmless)
  test(`stays as it is: ${text.slice(0, 60)}`, () => {
    assert.equal(redactText(text), text)
  })

const objects: [string, unknown, string][] = [
  ['data of a Secret', { kind: 'Secret', data: { any: 'c2VjcmV0' } }, 'c2VjcmV0'],
  ['environment', { env: [{ name: 'DB_PASSWORD', value: 'hunter2' }] }, 'hunter2'],
  ['annotation', { metadata: { annotations: { 'example.com/api-token': 'abc' } } }, 'abc'],
  ['field', { spec: { clientSecret: 'abc' } }, 'abc'],
  ['last applied', { a: JSON.stringify({ kind: 'Secret', data: { x: 'c2VjcmV0' } }) }, 'c2VjcmV0'],
  ['pull secret', { data: { '.dockerconfigjson': 'eyJhdXRocyI6e319' } }, 'eyJhdXRocyI6e319'],
]
for (const [what, object, secret] of objects)
  test(`an object's ${what} is taken out`, () => {
    assert.ok(!JSON.stringify(createRedactor().value(object)).includes(secret))
  })

test('what was found under a telling name is taken out elsewhere, too', () => {
  const redactor = createRedactor()
  redactor.value({ env: [{ name: 'DB_PASSWORD', value: 'correct-horse-9' }] })
  assert.equal(
    redactor.text('login with correct-horse-9 failed'),
    'login with [redacted: known value] failed',
  )
})

test('a value that is a word is not looked for elsewhere', () => {
  const redactor = createRedactor()
  redactor.value({ token: 'disabled' })
  assert.equal(redactor.text('it is disabled'), 'it is disabled')
})

test('an object without secrets is handed back as it is', () => {
  const object = { metadata: { name: 'x' }, spec: { containers: [{ env: [{ name: 'A', value: 'b' }] }] } }
  assert.equal(createRedactor().value(object), object)
})

test('JSON within a message stays JSON', () => {
  const body = JSON.stringify({ code: 'x', got: `no ${pem('PRIVATE KEY').slice(0, 60)}` })
  assert.doesNotThrow(() => JSON.parse((createRedactor().value({ body }) as { body: string }).body))
})

test('a name decides by its words', () => {
  assert.equal(secretKindOf('author'), undefined)
  assert.equal(secretKindOf('imagePullSecrets'), undefined)
  assert.equal(secretKindOf('automountServiceAccountToken'), 'token')
  assert.equal(secretKindOf('client-key-data'), 'key')
  assert.equal(secretKindOf('PGPASSWORD'), 'password')
  assert.equal(secretKindOf('NGINX_CONFIGURATION'), undefined)
})

const long = 1_000_000
for (const piece of [
  'a',
  'a.',
  'A1/+=',
  '-----END X',
  'eyJaaaaaaaa.',
  'password',
  'x://a:',
  `${base64}\n`,
  '{"a":',
])
  test(`1 MB of ${piece.slice(0, 12)} take less than 5 s`, () => {
    const begun = performance.now()
    redactText(`token ${piece.repeat(long / piece.length)} -----END X-----`)
    assert.ok(performance.now() - begun < 5_000, `${performance.now() - begun} ms`)
  })
