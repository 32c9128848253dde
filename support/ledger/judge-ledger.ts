/**
 * The judge of a ledger: compares what was acknowledged with what was found. A pure function.
 *
 * The names are those of Jepsen's `set` checker: lost, recovered, unexpected
 * (https://github.com/jepsen-io/jepsen/blob/main/jepsen/src/jepsen/checker.clj).
 */
import type { Ledger, LedgerRecord } from './ledger.ts'

export interface LedgerVerdict {
  attempted: number
  acknowledged: number
  /** Acknowledged, and not found. */
  lost: string[]
  /** Found with another content than was written. */
  changed: string[]
  /** Never acknowledged, and found all the same: allowed. */
  recovered: string[]
  /** Found, and never attempted: another's record, or one that came from nowhere. */
  unexpected: string[]
}

/** @param found every record that was read back; a record that cannot be read is left out by the caller. */
export function judgeLedger(ledger: Ledger, found: readonly LedgerRecord[]): LedgerVerdict {
  const byId = new Map(found.map(record => [record.id, record]))
  return {
    attempted: ledger.attempted.size,
    acknowledged: ledger.acknowledged.size,
    lost: [...ledger.acknowledged].filter(id => !byId.has(id)),
    changed: found
      .filter(({ id, content }) => ledger.attempted.get(id)?.content !== content && ledger.attempted.has(id))
      .map(idOf),
    recovered: found.filter(({ id }) => ledger.attempted.has(id) && !ledger.acknowledged.has(id)).map(idOf),
    unexpected: found.filter(({ id }) => !ledger.attempted.has(id)).map(idOf),
  }
}

/** Whether the ledger proves that nothing was lost, changed or added. A ledger without acknowledged records proves nothing. */
export function provesDurability(verdict: LedgerVerdict): 'yes' | 'no' | 'unknown' {
  if (verdict.lost.length + verdict.changed.length + verdict.unexpected.length > 0) return 'no'
  return verdict.acknowledged === 0 ? 'unknown' : 'yes'
}

function idOf(record: LedgerRecord): string {
  return record.id
}
