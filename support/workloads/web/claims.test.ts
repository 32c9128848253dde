/** The judgements on claims and volumes, and the checks that waits look at. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createView } from '../../journal/view.ts'
import type { Kind, ObjectOf } from '../../kubernetes/kinds.ts'
import { answer, openScriptedServer } from '../../kubernetes/scripted-server.ts'
import type { Scope } from '../../scope.ts'
import { assertOwnVolumes, assertSameClaims, claimsAreBound } from './claims.ts'

const broken = { code: 'broken-promise' }
const unknown = { code: 'cannot-know' }

function view(...objects: [Kind, object][]) {
  const made = createView()
  for (const [kind, object] of objects) made.set(kind, object as ObjectOf<Kind>)
  return made
}
const claim = (name: string, volumeName: string, facts: object = {}, phase = 'Bound'): [Kind, object] => [
  'PersistentVolumeClaim',
  {
    metadata: { name, uid: `uid of ${name}` },
    spec: {
      volumeName,
      storageClassName: 'standard',
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      ...facts,
    },
    status: { phase },
  },
]
const volume = (name: string, claimName: string, storageClassName = 'standard'): [Kind, object] => [
  'PersistentVolume',
  { metadata: { name }, spec: { storageClassName, claimRef: { uid: `uid of ${claimName}` } } },
]

const wanted = [{ name: 'www-web-0', size: '1Gi', accessMode: 'ReadWriteOnce' }]
const looks: [string, [Kind, object][], 'met' | 'notYet'][] = [
  ['as wanted', [claim('www-web-0', 'v')], 'met'],
  ['not bound', [claim('www-web-0', '', {}, 'Pending')], 'notYet'],
  ['one too many', [claim('www-web-0', 'v'), claim('www-web-1', 'w')], 'notYet'],
  ['none', [], 'notYet'],
  ['another size', [claim('www-web-0', 'v', { resources: { requests: { storage: '2Gi' } } })], 'notYet'],
  ['another access mode', [claim('www-web-0', 'v', { accessModes: ['ReadWriteMany'] })], 'notYet'],
]
for (const [what, objects, state] of looks)
  test(`claims: ${what}`, () => assert.equal(claimsAreBound(wanted).look(view(...objects)).state, state))

const storageClass = (name: string, created: string, isDefault = true) => ({
  metadata: {
    name,
    creationTimestamp: created,
    annotations: { 'storageclass.kubernetes.io/is-default-class': String(isDefault) },
  },
})

async function judge(
  objects: [Kind, object][],
  classes: object[] = [storageClass('standard', '2026-01-01')],
) {
  await using server = await openScriptedServer((_, response) =>
    answer(response, { metadata: {}, items: classes }),
  )
  const scope = { cluster: server.cluster, journal: { view: view(...objects) }, run: {} }
  await assertOwnVolumes(scope as unknown as Scope)
}

const two = [claim('a', 'va'), claim('b', 'vb'), volume('va', 'a'), volume('vb', 'b')]
test('each claim has a volume of its own, of the default class', () => judge(two))
test('of several default classes the newest counts, as for the API server', () =>
  judge(two, [storageClass('older', '2025-01-01'), storageClass('standard', '2026-01-01')]))
test('two claims on one volume', () =>
  assert.rejects(judge([claim('a', 'v'), claim('b', 'v'), volume('v', 'a')]), broken))
test('a volume that says it belongs to another claim, or is not there', async () => {
  await assert.rejects(judge([claim('a', 'va'), volume('va', 'b')]), broken)
  await assert.rejects(judge([claim('a', 'va')]), broken)
})
test('another class than the default', () =>
  assert.rejects(judge([claim('a', 'va'), volume('va', 'a', 'slow')]), broken))
test('without claims nothing was put to the test', () => assert.rejects(judge([]), unknown))
test('without a default class nobody can say', () =>
  assert.rejects(judge(two, [storageClass('standard', '2026-01-01', false)]), unknown))
test('classes that may not be listed are no broken promise', async () => {
  await using server = await openScriptedServer((_, response) =>
    answer(response, { reason: 'Forbidden' }, 403),
  )
  const scope = { cluster: server.cluster, journal: { view: view(...two) }, run: {} }
  await assert.rejects(assertOwnVolumes(scope as unknown as Scope), { code: 'api-refused' })
})

const memory = (uid: string, name = 'www-web-0') => new Map([[name, { uid, volume: 'v' }]])
test('the same claims before and after', () => assertSameClaims(memory('1'), memory('1')))
test('another claim, one more, or none', () => {
  assert.throws(() => assertSameClaims(memory('1'), memory('2')), broken)
  assert.throws(
    () => assertSameClaims(memory('1'), new Map([...memory('1'), ...memory('1', 'www-web-1')])),
    broken,
  )
  assert.throws(() => assertSameClaims(memory('1'), new Map()), broken)
})
test('nothing was remembered: nobody knows', () => {
  assert.throws(() => assertSameClaims(undefined, memory('1')), unknown)
  assert.throws(() => assertSameClaims(new Map(), new Map()), unknown)
})
