import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { scenarioId, slug } from './scenario-id.ts'

const ids: [string, string, string][] = [
  ['features/identity/dns.feature', 'The names follow', 'identity/dns/the-names-follow'],
  ['identity/dns.feature', "A Pod's address", 'identity/dns/a-pod-s-address'],
  ['features\\identity\\dns.feature', 'X', 'identity/dns/x'],
  ['some/where/features/a/b.feature', 'X', 'a/b/x'],
  ['mine.feature', 'X', 'mine/x'],
]
for (const [uri, name, id] of ids) test(id, () => assert.equal(scenarioId(uri, name), id))

test('a slug is ASCII, lower case, and neither begins nor ends with a hyphen', () => {
  assert.equal(slug('  Größe: 1Gi — “www” (2 → 0)!  '), 'gro-e-1gi-www-2-0')
  assert.equal(slug('--a--'), 'a')
  assert.equal(slug(''), '')
})

test('a long name is cut, and stays different from one that begins alike', () => {
  const long = `Pod web-0 ${'is Ready again and again '.repeat(20)}`
  const [one, other] = [slug(`${long} at last`), slug(`${long} at first`)]
  assert.equal(one.length, 200)
  assert.notEqual(one, other)
  assert.equal(slug(`${long} at last`), one)
  assert.match(one, /^pod-web-0-is-ready-again.*[a-z0-9]-[0-9a-f]{12}$/)
})

test('the longest name that is kept whole has 200 characters', () => {
  assert.equal(slug('x'.repeat(200)), 'x'.repeat(200))
  assert.equal(slug('x'.repeat(201)).length, 200)
})

test('a folder can have the name of any scenario', () => {
  const root = mkdtempSync(join(tmpdir(), 'stateproof-id-'))
  const name = 'The names follow 中 '.repeat(500)
  mkdirSync(join(root, scenarioId('a.feature', name)), { recursive: true })
})
