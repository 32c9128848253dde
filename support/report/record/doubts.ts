/**
 * Whether messages and journal are the whole record of one run: pure rules over what both say of themselves.
 *
 * `incomplete`: something is missing, nothing can be accepted. `untrusted`: there is something that does not belong, no
 * verdict at all can rest on it.
 */
import type { Integrity } from './integrity.ts'
import type { ReadJournal } from './read-journal.ts'
import type { ReadMessages } from './read-messages.ts'

export interface RecordDoubts {
  incomplete: string[]
  untrusted: string[]
}

export function doubtsAbout(
  messages: ReadMessages,
  journal: ReadJournal,
  integrity: Integrity | undefined,
): RecordDoubts {
  return {
    incomplete: [
      ...messages.damage,
      ...journal.damage,
      ...endOf(messages, journal),
      ...silentScenarios(messages, journal),
    ],
    untrusted: [
      ...severalRuns(messages, journal),
      ...otherTimes(messages, journal),
      ...strangers(messages, journal),
      ...(integrity?.record ?? []),
    ],
  }
}

/** Cucumber's last word must be there, unless the journal has none either or says that Cucumber stopped. */
function endOf({ fold }: ReadMessages, { end }: ReadJournal): string[] {
  if (end === undefined || end.trouble !== undefined || fold.run.begun === 0) return []
  if (fold.run.success === undefined) return ['messages.ndjson has no end, although the run came to its own']
  const explained = [...fold.attempts.values()].some(
    ({ endedAt, steps }) =>
      endedAt === undefined || [...steps.values()].some(({ status }) => failing.has(status)),
  )
  return fold.run.success || explained ? [] : ['Cucumber says that the run failed, and no scenario shows why']
}

const failing = new Set(['FAILED', 'UNDEFINED', 'PENDING', 'AMBIGUOUS', 'UNKNOWN'])

/** A scenario whose steps ran left lines in the journal, if any scenario did. */
function silentScenarios({ fold }: ReadMessages, { begins }: ReadJournal): string[] {
  if (begins.size === 0) return []
  const silent = fold.idsThatRan().filter(id => !begins.has(id))
  return silent.map(id => `journal.ndjson has no line of ${id}, which ran`)
}

function severalRuns({ fold }: ReadMessages, { runs }: ReadJournal): string[] {
  return [
    ...(runs.length > 1 ? [`the journals of several runs are in this folder: ${runs.join(', ')}`] : []),
    ...(fold.run.begun > 1 ? [`the messages of ${fold.run.begun} runs are in this folder`] : []),
  ]
}

/** Both are written by one process on one machine; only the wall clock may have been set in between. */
const slackSeconds = 300

function otherTimes({ fold }: ReadMessages, { facts, end }: ReadJournal): string[] {
  const { startedAt, finishedAt } = fold.run
  if (facts === undefined || facts.mergedFrom !== undefined) return []
  const [from, until] = [Date.parse(facts.startedAt) / 1000, Date.parse(end?.finishedAt ?? '') / 1000]
  const early = startedAt !== undefined && startedAt < from - slackSeconds
  const late = finishedAt !== undefined && finishedAt > until + slackSeconds
  if (!early && !late) return []
  return [`messages.ndjson and journal.ndjson are of different runs: they tell of different times`]
}

/** What the journal tells and the messages do not, or more often than they do. */
function strangers({ fold, damage }: ReadMessages, { begins, runs, end }: ReadJournal): string[] {
  // A killed run's journal is ahead of its messages: they are written with a delay.
  if (end === undefined || damage.length > 0 || runs.length > 1) return []
  const known = new Set(fold.ids())
  const attempts = fold.attemptsById()
  return [...begins].flatMap(([id, times]) => {
    if (!known.has(id)) return [`journal.ndjson tells of ${id}, which is not in messages.ndjson`]
    const begun = attempts.get(id) ?? 0
    return times > begun
      ? [`journal.ndjson tells of ${id} ${times} times, messages.ndjson ${begun} times`]
      : []
  })
}
