/** What each cluster of several is told: the settings of the whole, but for what is meant for another one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveSettings } from '../settings.ts'
import { forMember } from './run-fleet.ts'

const { settings } = resolveSettings({
  flags: { contexts: ['eu', 'us'], allowDisruptive: 'us', parallel: 2, shard: '1/2' },
  environment: {},
  file: undefined,
})

test('settings of the whole, as a settings file has them', () => {
  const { parallel, shard, contexts } = forMember(settings, 'eu')
  assert.deepEqual([parallel, shard, contexts], [2, '1/2', undefined])
})

test('only the cluster that was named may be disturbed; a name that is none of them is told to all', () => {
  const allowed = (allowDisruptive: string) =>
    ['eu', 'us'].map(context => forMember({ ...settings, allowDisruptive }, context).allowDisruptive)
  assert.deepEqual(allowed('us'), [undefined, 'us'])
  assert.deepEqual(allowed('asia'), ['asia', 'asia'])
})
