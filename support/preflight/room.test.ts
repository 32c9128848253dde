/** Requests and room, as the scheduler counts them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gibibytes, quantityOf } from '../kubernetes/quantity.ts'
import { fits, podsOf, requestOf } from './room.ts'

test('quantities', () => {
  const cases: [string | undefined, number][] = [
    [undefined, 0],
    ['250m', 0.25],
    ['2', 2],
    ['1Gi', 1024 ** 3],
    ['128974848', 128974848],
    ['1e3', 1000],
    ['1.5G', 1.5e9],
  ]
  for (const [text, expected] of cases) assert.equal(quantityOf(text), expected, text)
  assert.ok(Number.isNaN(quantityOf('many')))
  assert.equal(gibibytes(1024 ** 3), '1.0 GiB')
})

const asking = (cpu: string, memory: string) => ({ resources: { requests: { cpu, memory } } })

test('a Pod asks for its containers together, or for its largest init container', () => {
  const containers = [asking('100m', '1Gi'), asking('100m', '1Gi')]
  assert.deepEqual(requestOf({ containers }), { cpu: 0.2, memory: 2 * 1024 ** 3, pods: 1 })
  assert.equal(requestOf({ containers, initContainers: [asking('2', '1Mi')] }).cpu, 2)
  assert.equal(
    requestOf({ containers: [{ resources: { limits: { cpu: '1' } } }] }).cpu,
    1,
    'a limit is a request',
  )
})

test('a set counts for the most replicas that it is scaled to', () => {
  const spec = { replicas: 1, template: { spec: { containers: [] } } }
  const set = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'web' }, spec }
  assert.equal(podsOf([set], {}).length, 1)
  assert.equal(podsOf([set], { web: 3 }).length, 3)
  assert.equal(podsOf([{ ...set, kind: 'Service', spec: {} }], {}).length, 0)
})

test('each Pod needs a node that has room for it whole', () => {
  const pod = { cpu: 1, memory: 2, pods: 1 }
  const node = (cpu: number, memory: number, pods = 10) => ({ cpu, memory, pods })
  assert.equal(fits([pod, pod], [node(2, 4)]), true)
  assert.equal(fits([pod, pod], [node(1, 2), node(1, 2)]), true)
  assert.equal(fits([pod], [node(0.5, 4), node(4, 1)]), false, 'half on one, half on the other')
  assert.equal(fits([pod, pod], [node(9, 9, 1)]), false, 'no more Pods on the node')
  assert.equal(fits([], []), true)
})
