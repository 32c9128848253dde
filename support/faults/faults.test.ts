/** Faults as the scenarios use them; what a fault does to the world is tried on the real one (scripts/nfs). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Journal } from '../journal/journal.ts'
import { openFaults } from './faults.ts'

function opened() {
  const told: string[] = []
  const record = ({ type, data }: { type: string; data?: object }) =>
    told.push(`${type}${data === undefined ? '' : ` ${JSON.stringify(data)}`}`)
  return { told, faults: openFaults({ record } as unknown as Journal) }
}

function faultThat(holds?: () => Promise<boolean>) {
  const done: string[] = []
  const fault = {
    name: 'the server is stopped',
    inject: async () => void done.push('injected'),
    heal: async () => void done.push('healed'),
    ...(holds && { holds }),
  }
  return { done, fault }
}

test('a fault that lasts is healed once, and told', async () => {
  const { told, faults } = opened()
  const { done, fault } = faultThat(async () => true)
  const heal = await faults.inject(fault)
  await heal()
  await heal()
  await faults.healAll()
  assert.deepEqual(done, ['injected', 'healed'])
  assert.deepEqual(told, ['injected', 'healed {"held":true}'])
})

test('a fault that somebody else has ended is healed all the same, and nothing is known', async () => {
  const { told, faults } = opened()
  const { done, fault } = faultThat(async () => false)
  const heal = await faults.inject(fault)
  await assert.rejects(heal(), { code: 'fault-ended', exitCode: 4 })
  assert.deepEqual(done, ['injected', 'healed'])
  assert.equal(told.at(-1), 'healed {"held":false}')
})

test('who cannot be asked whether it lasts is healed without a verdict on that', async () => {
  const { faults } = opened()
  const { done, fault } = faultThat(() => Promise.reject(new Error('the engine is away')))
  await (await faults.inject(fault))()
  assert.deepEqual(done, ['injected', 'healed'])
})
