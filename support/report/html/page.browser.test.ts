/**
 * The page in a real Chromium: accessible in every dress, silent on the network and the console, reachable by keyboard,
 * whole in print and without scripts.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import axe, { type AxeResults } from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { runCommand } from '../../command.ts'
import { type FakeRun, type FakeScenario, writeRun } from '../fixture.ts'
import { writeReport } from '../write-report.ts'
import { hiddenCharacters, hostileText } from './hostile.ts'

const directory = mkdtempSync(join(tmpdir(), 'stateproof-page-'))
const passed: FakeScenario = {
  name: 'Pods come back',
  verdict: 'passed',
  figures: [{ name: 'green again after', value: 3.2, unit: 's', limit: 180, fromMs: 4200 }],
}
const failed: FakeScenario = {
  name: 'Names follow their Pods',
  verdict: 'failed',
  reason: 'could not follow the Pods within 30 s (DNS replica 10.0.9.1)',
  failure: { expected: 'web-0 is 10.0.1.1', got: 'the old address', blockedBy: ['Pod web-0: Pending'] },
  evidence: { 'events.txt': 'found only inside the evidence', 'logs/web-0.log': 'a line\n'.repeat(400) },
}
const open: FakeScenario = {
  name: 'Nobody knows',
  verdict: 'inconclusive',
  reason: 'the API server was away',
}
const lacking: FakeScenario = { name: 'No NFS server', verdict: 'not supported', reason: 'none is known' }
const hostile: FakeScenario = {
  ...failed,
  name: `Hostile ${hostileText}`,
  feature: hostileText,
  steps: [hostileText, 'a step', `${hostileText}\u202e`],
  reason: hostileText,
  words: hostileText,
  failure: { expected: hostileText, got: hostileText, blockedBy: [hostileText], hint: hostileText },
  evidence: { 'log.txt': hostileText.repeat(2000) },
}

const runs: Record<string, FakeRun> = {
  accepted: { scenarios: [passed], end: {} },
  rejected: { scenarios: [passed, failed, lacking], end: {} },
  inconclusive: { scenarios: [open], end: {} },
  interrupted: {
    scenarios: [passed, { ...open, reason: 'interrupted before its end' }],
    end: { interrupted: true },
  },
  empty: { scenarios: [] },
  hostile: { scenarios: [hostile], end: { trouble: hostileText, leftBehind: [hostileText] } },
}
const dresses: Record<string, BrowserContextOptions> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  '320 px': { viewport: { width: 320, height: 640 } },
}

/** As root without a sandbox; nothing that calls home. */
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking']
let browser: Browser
before(async () => {
  const executablePath = process.env.STATEPROOF_CHROMIUM
  assert.ok(executablePath, 'npm test names a Chromium in STATEPROOF_CHROMIUM')
  const { stdout } = await runCommand('sh', ['-c', 'command -v "$1"', 'sh', executablePath])
  browser = await chromium.launch({ executablePath: stdout.trim(), args: flags })
  for (const [name, run] of Object.entries(runs)) {
    writeRun(join(directory, name), run)
    await writeReport(join(directory, name))
  }
})
after(async () => {
  await browser?.close()
  rmSync(directory, { recursive: true })
})

/** Fails on any request beside the page itself, and on anything that the page says. */
async function withPage(run: string, options: BrowserContextOptions, look: (page: Page) => Promise<void>) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const url = `file://${join(directory, run, 'report.html')}`
  const noise: string[] = []
  page.on('console', message => noise.push(message.text()))
  page.on('pageerror', error => noise.push(String(error)))
  page.on('request', request => request.url().split('#')[0] !== url && noise.push(request.url()))
  try {
    await page.goto(url)
    await look(page)
    assert.deepEqual(noise, [])
  } finally {
    await context.close()
  }
}

async function openAll(page: Page): Promise<void> {
  await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']

async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const run = `axe.run(document, { resultTypes: ['violations'], runOnly: ${JSON.stringify(rules)} })`
  const { violations } = await page.evaluate<AxeResults>(run)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
  )
}

for (const run of Object.keys(runs))
  for (const [dress, options] of Object.entries(dresses))
    test(`${run}, ${dress}: no violation of WCAG 2.2 AA, nothing wider than the window`, () =>
      withPage(run, options, async page => {
        await openAll(page)
        assert.deepEqual(await violationsOn(page), [])
        const content = await page.evaluate<number>('document.documentElement.scrollWidth')
        const view = await page.evaluate<number>('innerWidth')
        assert.ok(content <= view, `${content} px wide in ${view} px`)
      }))

test('a request would be seen: the policy of the page refuses it aloud', async () => {
  const image = "document.body.append(Object.assign(new Image(), { src: 'http://example.invalid/x.png' }))"
  const tampered = withPage('rejected', {}, async page => {
    await page.evaluate(image)
    await page.waitForTimeout(200)
  })
  await assert.rejects(tampered, /Content Security Policy/)
})

test('axe finds what is wrong: a page with a fault is no page without one', () =>
  withPage('rejected', {}, async page => {
    await page.evaluate("document.documentElement.removeAttribute('lang')")
    assert.match((await violationsOn(page)).join(), /html-has-lang/)
  }))

test('the keyboard reaches every link, every folded part and everything that scrolls', () =>
  withPage('rejected', {}, async page => {
    await openAll(page)
    const count = await page.evaluate<number>(`{
      const all = document.querySelectorAll('a[href], summary, [tabindex="0"]')
      all.forEach((element, index) => { element.dataset.stop = index })
      all.length
    }`)
    const stops: string[] = []
    for (let step = 0; step < count; step++) {
      await page.keyboard.press('Tab')
      stops.push(await page.evaluate<string>("document.activeElement.dataset.stop ?? 'nowhere'"))
    }
    assert.deepEqual(stops, [...Array(count).keys()].map(String))
    assert.ok(count > 20)
  }))

test('what scrolls can be scrolled by keyboard, and a folded part opens', () =>
  withPage('rejected', { viewport: { width: 320, height: 640 } }, async page => {
    const summary = page.locator('details.evidence > summary').first()
    await summary.focus()
    await page.keyboard.press('Enter')
    assert.ok(await page.evaluate("document.querySelector('details.evidence').open"))
    const scrolls = await page.evaluate(`[...document.querySelectorAll('*')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
      .filter(element => /auto|scroll/.test(getComputedStyle(element).overflowX))
      .map(({ tabIndex }) => tabIndex)`)
    assert.deepEqual([...new Set(scrolls as number[])], [0])
  }))

test('the PDF has the text of parts that are closed on the screen, and black on white from a dark one', () =>
  withPage('rejected', { colorScheme: 'dark' }, async page => {
    const path = join(directory, 'page.pdf')
    await page.pdf({ path, format: 'A4', tagged: true, outline: true })
    const { stdout } = await runCommand('pdftotext', ['-layout', path, '-'])
    assert.match(stdout, /found only inside the evidence/)
    assert.match(stdout, /The same as a table[\s\S]*told to end/)
    await page.emulateMedia({ media: 'print' })
    assert.equal(await page.evaluate('getComputedStyle(document.body).color'), 'rgb(0, 0, 0)')
  }))

for (const [run, { scenarios }] of Object.entries(runs))
  test(`${run}, without scripts: the name of every scenario is there to read`, () =>
    withPage(run, { javaScriptEnabled: false }, async page => {
      const text = (await page.textContent('main')) ?? ''
      for (const { name } of scenarios.filter(({ name }) => !name.startsWith('Hostile')))
        assert.ok(text.includes(name))
      assert.match(text, run === 'hostile' ? /Hostile <script>/ : /What was tested/)
    }))

test('hostile text makes no element and runs nothing', () =>
  withPage('hostile', {}, async page => {
    assert.equal(await page.locator('script, img, iframe, object, embed, form, input, base, link').count(), 0)
    assert.equal(await page.evaluate('globalThis.hacked'), undefined)
    assert.equal(await page.locator('[onerror], [onload], [onclick], [style]').count(), 0)
    const text = (await page.textContent('main')) ?? ''
    assert.ok(!hiddenCharacters.test(text.toWellFormed()))
  }))
