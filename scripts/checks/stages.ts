/** Runs a stage, prints how it went, and counts. Knows nothing of what the stages do. */
import { messageOf } from '../../support/failure.ts'

export interface Outcome {
  title: string
  passed: number
  failed: number
  skipped: number
}

/** Problems as lines; or why it was not run; or numbers of its own. */
export type StageResult = string[] | { skipped: string } | { passed: number; failed: number; skipped: number }

/** A stage that throws has failed: nothing that could not run counts as passed. */
export async function runStage(title: string, stage: () => Promise<StageResult>): Promise<Outcome> {
  const begun = performance.now()
  const outcome = { title, ...count(await stage().catch((error: unknown) => [messageOf(error)]), title) }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  say(`${outcome.failed > 0 ? 'FAIL' : outcome.passed > 0 ? 'ok  ' : 'skip'} ${title} (${seconds} s)`)
  return outcome
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function count(result: StageResult, title: string): Omit<Outcome, 'title'> {
  if ('passed' in result) return result
  if ('skipped' in result) {
    say(`     ${title}: not run, ${result.skipped}`)
    return { passed: 0, failed: 0, skipped: 1 }
  }
  for (const problem of result) say(`     ${problem}`)
  return { passed: result.length === 0 ? 1 : 0, failed: result.length, skipped: 0 }
}
