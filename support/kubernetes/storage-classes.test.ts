import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ObjectOf } from './kinds.ts'
import { defaultClassIn, isDefaultClass } from './storage-classes.ts'

const mark = 'storageclass.kubernetes.io/is-default-class'
const betaMark = 'storageclass.beta.kubernetes.io/is-default-class'

const storageClass = (
  name: string,
  created: string,
  annotations: Record<string, string> = { [mark]: 'true' },
) =>
  ({
    metadata: { name, creationTimestamp: created, annotations },
    provisioner: 'p',
  }) as unknown as ObjectOf<'StorageClass'>
const nameOf = (...classes: ObjectOf<'StorageClass'>[]) => defaultClassIn(classes)?.metadata?.name

test('a default class is marked by either annotation', () => {
  const isMarked = (annotations: Record<string, string>) => isDefaultClass({ metadata: { annotations } })
  assert.equal(isMarked({ [mark]: 'true' }), true)
  assert.equal(isMarked({ [betaMark]: 'true' }), true)
  assert.equal(isMarked({ [mark]: 'false', [betaMark]: 'true' }), true)
  assert.equal(isMarked({ [mark]: 'false' }), false)
  assert.equal(isMarked({}), false)
})

test('of several the newest, then the first by name, in whatever order they are listed', () => {
  const [old, later] = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z']
  assert.equal(nameOf(storageClass('a', old), storageClass('z', later)), 'z')
  assert.equal(nameOf(storageClass('a', old), storageClass('b', old)), 'a')
  assert.equal(nameOf(storageClass('b', old), storageClass('a', old)), 'a')
  assert.equal(nameOf(storageClass('ab', old), storageClass('a-c', old)), 'a-c')
  assert.equal(nameOf(storageClass('a', old), storageClass('z', later, {})), 'a')
  assert.equal(nameOf(storageClass('z', later, {})), undefined)
})
