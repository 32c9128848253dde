/**
 * Reads what `journal.ndjson` says of the run itself, and whether lines are missing or are another run's. The other
 * lines are only counted.
 */
import { join } from 'node:path'
import { type DeviationData, type Entry, type RunEnd, type RunFacts, recordFormat } from '../../record.ts'
import { readLines } from './read-lines.ts'
import { newerFormat } from './read-messages.ts'

export interface ReadJournal {
  facts?: RunFacts
  end?: RunEnd
  /** Ids of the runs that began in it, in order. */
  runs: string[]
  /** How many times it begins to tell of each scenario, by its id. */
  begins: Map<string, number>
  /** Why it is not whole, one sentence each. */
  damage: string[]
}

/** @throws Failure `newer-format` (exit code 2) when the run was recorded in a shape that is not known here. */
export async function readJournal(directory: string): Promise<ReadJournal> {
  const count = new LineCount()
  const run: Entry[] = []
  const damage = await readLines(join(directory, 'journal.ndjson'), {
    line(text) {
      const entry = toEntry(text)
      count.add(entry)
      if (entry.source === 'run') run.push(entry)
    },
  })
  const started = run.filter(({ type }) => type === 'started').map(({ data }) => data as RunFacts)
  const begun = run.findLastIndex(({ type }) => type === 'started')
  // An end that was written before it belongs to another run.
  const end = run.slice(begun + 1).find(({ type }) => type === 'finished')?.data as RunEnd | undefined
  const facts = withDeviations(started.at(-1), run.slice(begun + 1))
  const newest = Math.max(0, ...started.map(({ format }) => format ?? 0))
  if (newest > recordFormat)
    throw newerFormat(directory, `format ${newest}`, `a record in format ${recordFormat} or older`)
  return {
    ...(facts && { facts }),
    ...(end && { end }),
    runs: started.map(({ runId }) => runId),
    begins: count.begins,
    damage: [...damage, ...count.holes()],
  }
}

/** What differs from the article was known at the run's start, or found by a scenario: each is told once. */
function withDeviations(facts: RunFacts | undefined, since: readonly Entry[]): RunFacts | undefined {
  if (facts === undefined) return undefined
  const found = since
    .filter(({ type }) => type === 'deviation')
    .map(({ data }) => (data as DeviationData).text)
  return { ...facts, deviations: [...new Set([...(facts.deviations ?? []), ...found])] }
}

/** @throws SyntaxError when the line is no entry. */
function toEntry(text: string): Entry {
  const entry = JSON.parse(text) as Entry
  if (typeof entry?.source !== 'string' || !Number.isInteger(entry.seq)) throw new SyntaxError('no entry')
  return entry
}

/** Lines are numbered from 1 for each attempt at a scenario, and for the run. */
class LineCount {
  readonly begins = new Map<string, number>()
  private readonly last = new Map<string, number>()
  private readonly lacking = new Map<string, [number, number]>()

  add({ scenario: key = '', seq }: Entry): void {
    const last = this.last.get(key) ?? 0
    if (seq > last + 1 && !this.lacking.has(key)) this.lacking.set(key, [last + 1, seq - 1])
    if (key !== '' && (seq === 1 || last === 0)) this.begins.set(key, (this.begins.get(key) ?? 0) + 1)
    this.last.set(key, seq)
  }

  /** Where a scenario is told more than once, its lines may lie between one another. */
  holes(): string[] {
    const told = [...this.lacking].filter(([key]) => (this.begins.get(key) ?? 0) < 2)
    return told.map(([key, [from, until]]) => {
      const lines = from === until ? `line ${from}` : `lines ${from} to ${until}`
      return `journal.ndjson lacks ${lines} of ${key || 'the run'}`
    })
  }
}
