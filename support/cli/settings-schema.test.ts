/** The schema of stateproof.yaml: it takes what the settings take, refuses what they refuse, and names no machine. */
import assert from 'node:assert/strict'
import { homedir } from 'node:os'
import { test } from 'node:test'
import { z } from 'zod'
import { schema as rules } from '../settings.ts'
import { defineProgram } from './program.ts'
import { settingsSchema } from './settings-schema.ts'

const schema = settingsSchema(defineProgram(async () => undefined))
const accepts = (settings: object) =>
  z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(settings).success

const good: object[] = [
  {},
  { parallel: 2, tags: '@must', names: ['a', 'b'], failFast: true, timeoutScale: 1.5 },
  { $schema: './node_modules/stateproof/dist/stateproof.schema.json', keep: 'on-failure' },
]
for (const settings of good)
  test(`takes ${JSON.stringify(settings)}`, () => {
    const { $schema: _, ...rest } = settings as { $schema?: string }
    assert.deepEqual([accepts(settings), rules.safeParse(rest).success], [true, true])
  })

const bad: object[] = [
  { parallel: 0 },
  { keep: 'perhaps' },
  { paralel: 2 },
  { nfsPath: 'data' },
  { clusterName: 'A_B' },
]
for (const settings of bad)
  test(`refuses ${JSON.stringify(settings)}`, () =>
    assert.deepEqual([accepts(settings), rules.safeParse(settings).success], [false, false]))

test('every setting that has a flag is described, and no path of this machine is in it', () => {
  const { properties } = schema as { properties: Record<string, { description?: string }> }
  const silent = Object.entries(properties).filter(([, { description }]) => description === undefined)
  assert.deepEqual(silent.map(([name]) => name).sort(), ['$schema', 'cacheDir', 'contexts'])
  assert.ok(!JSON.stringify(schema).includes(homedir()))
})
