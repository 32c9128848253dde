/** The pure parts of provisioning: keys, mirrors, kind's configuration, health and changes. No engine, no cluster. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse, parseAllDocuments } from 'yaml'
import type { ObjectOf } from '../support/kubernetes/kinds.ts'
import { whatChanged } from './cluster/configuration.ts'
import { startedSince } from './cluster/health.ts'
import { kindConfig } from './cluster/kind-config.ts'
import { contentKey } from './images/content-key.ts'
import { mirrored } from './images/registry-supply.ts'

test('equal inputs, equal key; anything else, another', () => {
  assert.match(contentKey('a'), /^[0-9a-f]{12}$/)
  assert.equal(contentKey('a', 'b'), contentKey('a', 'b'))
  const others = [
    contentKey('a', 'b'),
    contentKey('ab'),
    contentKey('b', 'a'),
    contentKey('a', 'b', ''),
    contentKey(),
  ]
  assert.equal(new Set(others).size, others.length)
})

test('a folder’s key follows names and contents of its files, and not where it lies', () => {
  const root = mkdtempSync(join(tmpdir(), 'stateproof-key-'))
  const folder = join(root, 'one')
  mkdirSync(join(folder, 'sub'), { recursive: true })
  writeFileSync(join(folder, 'sub', 'a'), 'x')
  const before = contentKey({ folder })
  renameSync(folder, join(root, 'two'))
  assert.equal(contentKey({ folder: join(root, 'two') }), before)
  renameSync(join(root, 'two', 'sub', 'a'), join(root, 'two', 'sub', 'b'))
  const renamed = contentKey({ folder: join(root, 'two') })
  writeFileSync(join(root, 'two', 'sub', 'b'), 'y')
  assert.equal(new Set([before, renamed, contentKey({ folder: join(root, 'two') })]).size, 3)
  rmSync(root, { recursive: true })
})

const mirrors: [string, string | undefined, string][] = [
  ['docker.io/library/nginx:1@sha256:a', undefined, 'docker.io/library/nginx:1@sha256:a'],
  ['docker.io/library/nginx:1@sha256:a', 'mirror:5000', 'mirror:5000/library/nginx:1@sha256:a'],
  ['registry.k8s.io/pause:3', 'mirror/k8s/', 'mirror/k8s/pause:3'],
]
for (const [reference, mirror, expected] of mirrors)
  test(`${reference} from ${mirror ?? 'its registry'}`, () =>
    assert.equal(mirrored(reference, mirror === undefined ? {} : { mirror }), expected))

test('kind: one control plane, two workers; the kubelet is told about cgroup v1 only there', () => {
  const read = (cgroupVersion: 1 | 2) => {
    const [document, ...others] = parseAllDocuments(kindConfig({ name: 'n', cgroupVersion }))
    assert.equal(others.length, 0)
    return (document as NonNullable<typeof document>).toJS()
  }
  const roles = ({ nodes }: { nodes: { role: string }[] }) => nodes.map(({ role }) => role)
  assert.deepEqual(roles(read(2)), ['control-plane', 'worker', 'worker'])
  assert.deepEqual([read(2).name, read(2).kubeadmConfigPatches], ['n', []])
  const [patch] = read(1).kubeadmConfigPatches
  assert.equal(parse(patch).failCgroupV1, false)
})

const nodeStartedAtMs = Date.parse('2026-11-24T07:00:00.900Z')
function podWithContainers(...startedAt: (string | undefined)[]): ObjectOf<'Pod'> {
  const containerStatuses = startedAt.map(time => ({
    state: time === undefined ? {} : { running: { startedAt: time } },
  }))
  return { status: { containerStatuses } } as unknown as ObjectOf<'Pod'>
}
const starts: [string, ObjectOf<'Pod'>, boolean][] = [
  ['after the node', podWithContainers('2026-11-24T07:00:05Z'), true],
  ['in the same second, as whole seconds are told', podWithContainers('2026-11-24T07:00:00Z'), true],
  ['before the node: an old status', podWithContainers('2026-11-24T06:59:59Z'), false],
  ['one of two before the node', podWithContainers('2026-11-24T07:00:05Z', '2026-11-24T06:00:00Z'), false],
  ['one does not run', podWithContainers('2026-11-24T07:00:05Z', undefined), false],
  ['no containers yet', podWithContainers(), false],
]
for (const [what, pod, expected] of starts)
  test(`started since its node: ${what}`, () => assert.equal(startedSince(pod, nodeStartedAtMs), expected))

test('a Pod on a node that is not ours, or on none, has not started since', () =>
  assert.equal(startedSince(podWithContainers('2026-11-24T07:00:05Z')), false))

test('what changed is named: changed, gone and new, in order', () => {
  assert.equal(whatChanged({ a: '1', b: '2' }, { b: '2', a: '1' }), undefined)
  assert.equal(
    whatChanged({ same: '0', b: '1', gone: '1' }, { same: '0', b: '2', added: '1' }),
    'changed since it was made: added, b, gone',
  )
})
