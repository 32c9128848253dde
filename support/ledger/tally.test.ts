/** What a ledger tells the journal: sums by the second, nothing lost between two, ids bounded. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JudgementData, WritesData } from '../record.ts'
import { openLedger } from './ledger.ts'
import { type LedgerJournal, recordJudgement, tallyLedger } from './tally.ts'

function journalAt(clock: { nowMs: number }) {
  const entries: Parameters<LedgerJournal['record']>[0][] = []
  const record: LedgerJournal['record'] = entry => void entries.push(entry)
  return { entries, now: () => clock.nowMs, record }
}

test('each second has its sums, and together they are all that happened', () => {
  const clock = { nowMs: 5_000 }
  const journal = journalAt(clock)
  const ledger = tallyLedger(openLedger(), journal)
  for (let index = 0; index < 25; index++) {
    ledger.attempt({ id: `r${index}`, content: '' })
    if (index % 5 === 0) ledger.refuse(`r${index}`)
    else ledger.acknowledge(`r${index}`)
    clock.nowMs += 100
  }
  ledger.flush()
  ledger.flush()
  const tallies = journal.entries.map(({ data }) => data as WritesData)
  assert.deepEqual(
    tallies.map(({ fromMs, attempted }) => [fromMs, attempted]),
    [
      [5_000, 10],
      [6_000, 10],
      [7_000, 5],
    ],
  )
  const sum = (what: 'acknowledged' | 'refused') => tallies.reduce((total, tally) => total + tally[what], 0)
  assert.deepEqual([sum('acknowledged'), sum('refused'), ledger.acknowledged.size], [20, 5, 20])
})

test('a ledger that nobody wrote to tells nothing', () => {
  const journal = journalAt({ nowMs: 0 })
  tallyLedger(openLedger(), journal).flush()
  assert.deepEqual(journal.entries, [])
})

test('a judgement has every count, and names what a person can read', () => {
  const journal = journalAt({ nowMs: 0 })
  const lost = Array.from({ length: 100 }, (_, index) => `r${index}`)
  const verdict = { attempted: 101, acknowledged: 100, lost, changed: [], recovered: ['x'], unexpected: [] }
  recordJudgement(journal, verdict)
  const [entry] = journal.entries
  assert.ok(entry)
  const { counts, named } = entry.data as JudgementData
  assert.deepEqual([counts.lost, counts.recovered, named.lost.length], [100, 1, 20])
})
