/** A browser that cannot be had is told with its reason; it is never taken for one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { provideChromium } from './chromium.ts'

test('a program that is not there is lacking, and named', async () => {
  const provided = await provideChromium('/no/such/chromium')
  assert.match('lacking' in provided ? provided.lacking : '', /\/no\/such\/chromium does not run/)
})

test('a program that says no is lacking, too', async () => {
  assert.ok('lacking' in (await provideChromium('false')))
})
