/**
 * The ledger: what a client attempted to write and what was acknowledged, by id and content.
 *
 * Knows nothing of where the records are stored or how they are read back; the judge compares.
 */
export interface LedgerRecord {
  /** Unique within the ledger: `web-0/record-07`. */
  id: string
  content: string
}

export interface Ledger {
  /** To be called before the write is sent: a write may take effect without ever being acknowledged. */
  attempt(record: LedgerRecord): void
  /** To be called once the storage has said that the record is durable. */
  acknowledge(id: string): void
  /** To be called when the storage has refused the write or has not answered. It may have taken effect all the same. */
  refuse(id: string): void
  readonly attempted: ReadonlyMap<string, LedgerRecord>
  readonly acknowledged: ReadonlySet<string>
}

export function openLedger(): Ledger {
  const attempted = new Map<string, LedgerRecord>()
  const acknowledged = new Set<string>()
  return {
    attempted,
    acknowledged,
    attempt: record => void attempted.set(record.id, record),
    acknowledge: id => void acknowledged.add(id),
    // What is attempted and never acknowledged is not counted on; that it was refused changes nothing.
    refuse: () => undefined,
  }
}
