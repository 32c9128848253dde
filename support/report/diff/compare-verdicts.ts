/** How a scenario's verdict changed between two runs. */
import type { ScenarioResult } from '../scenarios.ts'
import type { Verdict } from '../verdicts.ts'
import type { Pair } from './pair-scenarios.ts'

export interface VerdictChange {
  /**
   * `broken`: it fails now and did not; `fixed`: it passes now and did not; `lost`: it passed and cannot be judged now;
   * `other`: neither was a pass.
   */
  kind: 'broken' | 'fixed' | 'lost' | 'other'
  id: string
  name: string
  level: ScenarioResult['level']
  before: Verdict
  after: Verdict
  /** Why it is not passed now. */
  reason: string
}

export function verdictChange([before, after]: Pair): VerdictChange[] {
  if (before.verdict === after.verdict) return []
  const { id, name, level, verdict, reason } = after
  return [
    {
      kind: kindOf(before.verdict, verdict),
      id,
      name,
      level,
      before: before.verdict,
      after: verdict,
      reason,
    },
  ]
}

function kindOf(before: Verdict, after: Verdict): VerdictChange['kind'] {
  if (after === 'failed') return 'broken'
  if (after === 'passed') return 'fixed'
  return before === 'passed' ? 'lost' : 'other'
}
