/** The comparison in a real Chromium: accessible in every dress, silent on the network and the console. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import axe, { type AxeResults } from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core'
import { runCommand } from '../../command.ts'
import { type FixtureRun, passed, writeFixture } from '../fixture/run.ts'
import { allPassed, everyVerdict, evil, hostile } from '../fixture/samples.ts'
import { readRun } from '../results.ts'
import { compareRuns } from './compare-runs.ts'
import { diffAsPage } from './diff-page.ts'

const mended: FixtureRun = {
  ...hostile,
  facts: { ...hostile.facts, deviations: [`${evil} before`] },
  scenarios: hostile.scenarios.map(scenario => ({ ...scenario, attempts: [passed] })),
}
const pairs: Record<string, [FixtureRun, FixtureRun]> = {
  alike: [allPassed, allPassed],
  regression: [allPassed, everyVerdict],
  hostile: [mended, hostile],
}
const dresses: Record<string, BrowserContextOptions> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  '320 px': { viewport: { width: 320, height: 640 } },
}

const directory = mkdtempSync(join(tmpdir(), 'stateproof-diff-page-'))
let browser: Browser
before(async () => {
  const program = process.env.STATEPROOF_CHROMIUM
  assert.ok(program, 'npm test names a Chromium in STATEPROOF_CHROMIUM')
  const { stdout } = await runCommand('sh', ['-c', 'command -v "$1"', 'sh', program])
  browser = await chromium.launch({ executablePath: stdout.trim(), args: ['--no-sandbox', '--disable-gpu'] })
  for (const [name, [before, after]] of Object.entries(pairs))
    writeFileSync(
      join(directory, `${name}.html`),
      diffAsPage(compareRuns(await read(before), await read(after))),
    )
})
after(async () => {
  await browser?.close()
  rmSync(directory, { recursive: true })
})

async function read(run: FixtureRun) {
  const folder = join(directory, 'run')
  writeFixture(folder, run)
  const results = await readRun(folder)
  rmSync(folder, { recursive: true })
  return results
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']

for (const name of Object.keys(pairs))
  for (const [dress, options] of Object.entries(dresses))
    test(`${name}, ${dress}: no violation of WCAG 2.2 AA, no request, no message, nothing wider than the window`, async () => {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      const noise: string[] = []
      const url = `file://${join(directory, `${name}.html`)}`
      page.on('console', message => noise.push(message.text()))
      page.on('pageerror', error => noise.push(String(error)))
      page.on('request', request => request.url() !== url && noise.push(request.url()))
      await page.goto(url)
      await page.evaluate(axe.source)
      const run = `axe.run(document, { runOnly: ${JSON.stringify(rules)} })`
      const { violations } = (await page.evaluate(run)) as AxeResults
      assert.deepEqual(
        violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
        [],
      )
      assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true)
      assert.deepEqual(noise, [])
      await context.close()
    })
