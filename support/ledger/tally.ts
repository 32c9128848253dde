/**
 * A ledger that tells the journal about itself: how much was attempted, acknowledged and refused, second by second, so
 * that the report can draw what the client saw while the workload was disturbed.
 *
 * Counts only; what was lost is the judge's to say.
 */
import type { Entry, JudgementData, WritesData } from '../record.ts'
import type { LedgerVerdict } from './judge-ledger.ts'
import type { Ledger } from './ledger.ts'

/** What the ledger needs of a journal. */
export interface LedgerJournal {
  now(): number
  record(entry: Pick<Entry, 'source' | 'type' | 'data'>): unknown
}

export interface TalliedLedger extends Ledger {
  /** Writes down what is not written yet. To be called when the writing is over. */
  flush(): void
}

/** Seconds are as fine as a person reads a picture of some minutes. */
const tallyMs = 1000
/** More ids than these help nobody; the counts are complete. */
const namedIds = 20

export function tallyLedger(ledger: Ledger, { now, record }: LedgerJournal): TalliedLedger {
  let tally: WritesData | undefined
  const flush = () => {
    if (tally !== undefined) record({ source: 'ledger', type: 'writes', data: tally })
    tally = undefined
  }
  const count = (what: 'attempted' | 'acknowledged' | 'refused') => {
    if (tally !== undefined && now() - tally.fromMs >= tallyMs) flush()
    tally ??= { fromMs: now(), attempted: 0, acknowledged: 0, refused: 0 }
    tally[what]++
  }
  return {
    attempted: ledger.attempted,
    acknowledged: ledger.acknowledged,
    attempt(written) {
      ledger.attempt(written)
      count('attempted')
    },
    acknowledge(id) {
      ledger.acknowledge(id)
      count('acknowledged')
    },
    refuse(id) {
      ledger.refuse(id)
      count('refused')
    },
    flush,
  }
}

/** Writes down what the judge found, named as far as anybody reads. */
export function recordJudgement({ record }: Pick<LedgerJournal, 'record'>, verdict: LedgerVerdict): void {
  const { attempted, acknowledged, lost, changed, recovered, unexpected } = verdict
  const counts = {
    attempted,
    acknowledged,
    lost: lost.length,
    changed: changed.length,
    recovered: recovered.length,
    unexpected: unexpected.length,
  }
  const named = { lost: some(lost), changed: some(changed), unexpected: some(unexpected) }
  const data: JudgementData = { counts, named }
  record({ source: 'ledger', type: 'judged', data })
}

function some(ids: readonly string[]): string[] {
  return ids.slice(0, namedIds)
}
