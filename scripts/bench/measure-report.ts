/**
 * How long the report takes to be written, how much memory that needs, how large the page is, and how soon a browser
 * shows it; of records as large as a full run's, and of many more scenarios than anybody has.
 *
 * Knows nothing of targets.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { runCommand } from '../../support/command.ts'
import { type FakeScenario, writeRun } from '../../support/report/fixture.ts'
import { writeReport } from '../../support/report/write-report.ts'
import { provideChromium } from '../browser/chromium.ts'

export interface ReportMeasurement {
  /** In a process that has just begun, the whole of it. */
  seconds: number
  megabytes: number
  pageMegabytes: number
  /** Until a browser has laid the page out; NaN where there is no browser, absent where it was not asked for. */
  openSeconds?: number
}

/** @param lines of the journal, for each scenario, beside those that tell its story. */
export async function measureReport({
  scenarios,
  lines,
  open = false,
}: {
  scenarios: number
  lines: number
  open?: boolean
}): Promise<ReportMeasurement> {
  const directory = mkdtempSync(join(tmpdir(), 'stateproof-bench-'))
  try {
    writeRun(directory, {
      scenarios: Array.from({ length: scenarios }, (_, index) => scenario(index, lines)),
      end: {},
    })
    const begun = performance.now()
    const { stdout } = await runCommand(process.execPath, [import.meta.filename, directory])
    const seconds = (performance.now() - begun) / 1000
    const page = join(directory, 'report.html')
    return {
      seconds,
      megabytes: Number(stdout),
      pageMegabytes: statSync(page).size / 1e6,
      ...(open && { openSeconds: await secondsToOpen(page) }),
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** One of ten fails, one is not supported. */
function scenario(index: number, lines: number): FakeScenario {
  const verdict = index % 10 === 5 ? 'failed' : index % 10 === 9 ? 'not supported' : 'passed'
  return {
    name: `Scenario ${index} keeps what it has promised`,
    feature: `Feature ${Math.floor(index / 12)}`,
    verdict,
    lines,
    reason: verdict === 'passed' ? '' : 'could not see 2 new Pods within 180 s: last saw web-0 Pending',
    figures: [{ name: 'green again after', value: 3.2, unit: 's', limit: 180 }],
  }
}

async function secondsToOpen(page: string): Promise<number> {
  const provided = await provideChromium()
  if ('lacking' in provided) return Number.NaN
  const { stdout } = await runCommand('sh', ['-c', 'command -v "$1"', 'sh', provided.chromium])
  const browser = await chromium.launch({
    executablePath: stdout.trim(),
    args: ['--no-sandbox', '--disable-gpu'],
  })
  try {
    const tab = await browser.newPage()
    const begun = performance.now()
    await tab.goto(`file://${page}`)
    // Asks for a measure, so that the page must be laid out.
    await tab.evaluate('document.documentElement.scrollHeight')
    return (performance.now() - begun) / 1000
  } finally {
    await browser.close()
  }
}

/** The process that is measured: writes the report and prints the most memory that it held, in MB. */
if (import.meta.main) {
  await writeReport(process.argv[2] ?? '')
  process.stdout.write(String((process.resourceUsage().maxRSS * 1024) / 1e6))
}
