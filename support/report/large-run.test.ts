/**
 * A run of ten thousand scenarios: all reports are written in the time and memory that the README promises. Measured in
 * a process of its own, in processor time, since other tests run beside it.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runCommand } from '../command.ts'
import { type FixtureScenario, writeFixture } from './fixture/run.ts'

const scenarioCount = 10_000
const withinSeconds = 20
const withinBytes = 500 * 1024 * 1024

/** Twenty scenarios a feature, ten steps each; every tenth failed, with as much to say as a real failure has. */
function scenarios(): FixtureScenario[] {
  const reason = 'could not resolve every name (web-1.nginx): expected 10.244.1.7, got 10.244.1.5; '.repeat(5)
  return Array.from({ length: scenarioCount }, (_, index) => {
    const failed = index % 10 === 0
    const steps = Array.from({ length: 10 }, (_, step) => (failed && step === 9 ? 'FAILED' : 'PASSED'))
    const figures = [
      { name: 'old address last answered', value: index / 1000, unit: 's' as const, limit: 30 },
    ]
    const feature = `feature-${Math.floor(index / 20)}`
    return {
      uri: `features/identity/${feature}.feature`,
      feature,
      name: `The names follow the Pods when all Pods are deleted for the ${index}th time`,
      attempts: [{ steps: steps as 'PASSED'[], figures, ...(failed && { message: reason }) }],
    }
  })
}

test(`${scenarioCount} scenarios in ${withinSeconds} s and 500 MB`, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stateproof-large-'))
  try {
    writeFixture(directory, { scenarios: scenarios() })
    const { seconds, bytes, verdict, files } = await measure(directory)
    assert.equal(verdict, 'rejected')
    assert.equal(files, scenarioCount)
    assert.ok(seconds <= withinSeconds, `took ${seconds.toFixed(1)} s`)
    assert.ok(bytes <= withinBytes, `took ${Math.round(bytes / 1024 / 1024)} MB`)
    assert.ok(statSync(join(directory, 'junit.xml')).size < 30 * 1024 * 1024, 'GitLab takes 30 MB')
  } finally {
    rmSync(directory, { recursive: true })
  }
})

async function measure(directory: string) {
  const script = `
    const { writeReport } = await import(process.argv[1])
    const { verdict, scenarios } = await writeReport(process.argv[2])
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    console.log(JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, bytes: maxRSS * 1024, verdict, files: scenarios.length }))`
  const args = ['--input-type=module', '-e', script, join(import.meta.dirname, 'write-report.ts'), directory]
  const { stdout } = await runCommand(process.execPath, args, { withinMs: 120_000 })
  return JSON.parse(stdout) as { seconds: number; bytes: number; verdict: string; files: number }
}
