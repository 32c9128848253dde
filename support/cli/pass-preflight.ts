/** The preflight before a run's first write: a run that cannot begin does not, and whatever is not as it should be is said. */
import { Failure } from '../failure.ts'
import { isUnusable, preflightCodes } from '../preflight/preflight.ts'
import type { Finding } from '../record.ts'
import { describeFinding } from './check.ts'
import { inspect, type Prepared, type Question } from './prepare.ts'

/** @throws Failure `preflight` when the run cannot begin. */
export async function passPreflight(
  prepared: Prepared,
  question: Question,
  note: (text: string) => void,
): Promise<Finding[]> {
  const findings = await inspect(prepared, question)
  assertUsable(findings)
  const remarkable = findings.filter(({ outcome }) => outcome !== 'ok')
  for (const line of remarkable.flatMap(describeFinding)) note(line)
  return findings
}

/** @throws Failure `preflight` (exit code 3) naming the first of what makes the run unusable. */
function assertUsable(findings: readonly Finding[]): void {
  if (!isUnusable(findings)) return
  const [first, ...others] = findings.filter(({ outcome }) => outcome === 'unusable')
  const more = others.length === 0 ? '' : ` (and ${others.length} more: see stateproof check)`
  throw new Failure({
    code: 'preflight',
    what: 'begin the run',
    on: first?.code ?? '',
    got: `${first?.sentence}${more}`,
    hint: [first?.fix, ...skipHint(first?.code)].filter(Boolean).join('; '),
  })
}

/** What protects others cannot be left out. */
function skipHint(code = ''): string[] {
  return preflightCodes.includes(code) ? [`or --skip-preflight ${code}`] : []
}
