/**
 * What a scenario finds to differ from the article, as a fact of the run. Said once in each thread; the report takes
 * what several threads said as one.
 */
import type { DeviationData } from '../record.ts'
import type { Scope } from '../scope.ts'

const said = new Set<string>()

/** @param text one sentence, without what differs from scenario to scenario. */
export function noteDeviation({ journal }: Pick<Scope, 'journal'>, text: string): void {
  if (said.has(text)) return
  said.add(text)
  const data: DeviationData = { text }
  journal.record({ source: 'run', type: 'deviation', data })
}
