import assert from 'node:assert/strict'
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
