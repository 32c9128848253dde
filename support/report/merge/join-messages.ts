/**
 * Joins the messages of parts into those of one run: the features once, in the words of the first part, and what each part
 * ran of them. Lines that cannot be read stay where they were, and are named again when the joined record is read.
 */
import { join } from 'node:path'
import type { Envelope } from '@cucumber/messages'
import { exitCodes, Failure } from '../../failure.ts'
import { scenarioId } from '../../scenario-id.ts'
import { linesOf } from '../record/read-lines.ts'
import type { Part } from './check-parts.ts'
import { isFixed, matchIds, translateIds } from './match-ids.ts'
import { collisionNote, collisionsByPickle } from './note-collisions.ts'

export interface MessagePlan {
  parts: readonly Part[]
  /** Whose result of a scenario counts, by its id. */
  owner: ReadonlyMap<string, Part>
  /** Why nobody can know, by the ids of the scenarios that it concerns: said as the harness itself would have. */
  collisions: ReadonlyMap<string, string>
}

/** @throws Failure `unlike-runs` (exit code 2) when the parts are of different features or code. */
export async function* joinMessages({ parts, owner, collisions }: MessagePlan): AsyncGenerator<string> {
  const heads: FixedMessages[] = []
  for (const part of parts) {
    const own = await fixedMessages(part)
    const [first] = heads
    // A part that was killed before it chose its scenarios has nothing to join.
    if (own.chosen > 0) heads.push(first === undefined ? own : inWordsOf(first, own))
  }
  const [first] = heads
  if (first === undefined) return
  for (const envelope of [...first.opening, ...first.features]) yield line(envelope)
  const started = earliest(heads.flatMap(({ starts }) => starts))
  if (started) yield line(started)
  for (const head of heads) yield* bodyOf(head, { parts, owner, collisions }, started)
  const ends = heads.flatMap(({ ends }) => ends)
  const finished = parts.length === ends.length ? lastEnd(ends, started) : undefined
  if (finished) yield line(finished)
}

/** Of a part only its ids are kept, once they are known in the first one's words. */
function inWordsOf(first: FixedMessages, own: FixedMessages): FixedMessages {
  const ids = matchIds(own.features, first.features)
  if (ids === undefined) throw otherFeatures(first.part, own.part)
  return { ...own, features: own.features.filter(({ pickle }) => pickle !== undefined), ids }
}

interface FixedMessages {
  part: Part
  opening: Envelope[]
  features: Envelope[]
  starts: Envelope[]
  ends: Envelope[]
  /** How many test cases there are. */
  chosen: number
  /** The first part's ids by its own. */
  ids: Map<string, string>
}

async function fixedMessages(part: Part): Promise<FixedMessages> {
  const fixed: FixedMessages = {
    part,
    opening: [],
    features: [],
    starts: [],
    ends: [],
    chosen: 0,
    ids: new Map(),
  }
  for await (const { envelope } of messagesOf(part)) {
    if (envelope?.meta) fixed.opening.push(envelope)
    if (envelope?.testRunStarted) fixed.starts.push(envelope)
    if (envelope?.testRunFinished) fixed.ends.push(envelope)
    if (envelope?.testCase) fixed.chosen += 1
    if (envelope && isFixed(envelope)) fixed.features.push(envelope)
  }
  return fixed
}

/** What a part ran, but for the scenarios of which another part's result counts. */
async function* bodyOf(
  { part, features, starts, ids }: FixedMessages,
  { owner, collisions }: MessagePlan,
  started: Envelope | undefined,
): AsyncGenerator<string> {
  const known = new Map(ids)
  for (const { testRunStarted } of starts)
    if (testRunStarted?.id && started?.testRunStarted?.id)
      known.set(testRunStarted.id, started.testRunStarted.id)
  const foreign = new Set(
    features.flatMap(({ pickle }) =>
      pickle && owner.get(scenarioId(pickle.uri, pickle.name)) !== part ? [pickle.id] : [],
    ),
  )
  const doubts = collisionsByPickle(features, collisions)
  for await (const { text, envelope } of messagesOf(part)) {
    if (envelope === undefined) yield `${text}\n`
    else if (!isOfRun(envelope) && !isFixed(envelope) && !isForeign(envelope, foreign)) {
      const note = collisionNote(envelope, doubts)
      if (note !== undefined) yield line(note)
      yield line(translateIds(envelope, known))
    }
  }
}

function isOfRun({ meta, testRunStarted, testRunFinished }: Envelope): boolean {
  return (meta ?? testRunStarted ?? testRunFinished) !== undefined
}

/** Whether a message is about what is in `foreign`; what hangs on it is added. */
function isForeign(envelope: Envelope, foreign: Set<string>): boolean {
  const { testCase, testCaseStarted, testStepStarted, testStepFinished, attachment, testCaseFinished } =
    envelope
  const of =
    testCase?.pickleId ??
    testCaseStarted?.testCaseId ??
    (testStepStarted ?? testStepFinished ?? attachment ?? testCaseFinished)?.testCaseStartedId
  if (of === undefined || !foreign.has(of)) return false
  const id = testCase?.id ?? testCaseStarted?.id
  if (id !== undefined) foreign.add(id)
  return true
}

async function* messagesOf({ directory }: Part): AsyncGenerator<{ text: string; envelope?: Envelope }> {
  for await (const text of linesOf(join(directory, 'messages.ndjson'))) {
    if (text === '') continue
    try {
      yield { text, envelope: JSON.parse(text) as Envelope }
    } catch {
      yield { text }
    }
  }
}

function earliest(starts: Envelope[]): Envelope | undefined {
  return starts.toSorted((a, b) => secondsOf(a) - secondsOf(b))[0]
}

/** The run has failed if a part has. */
function lastEnd(ends: Envelope[], started: Envelope | undefined): Envelope | undefined {
  const last = ends.toSorted((a, b) => secondsOf(a) - secondsOf(b)).at(-1)?.testRunFinished
  if (last === undefined) return undefined
  const success = ends.every(({ testRunFinished }) => testRunFinished?.success)
  const id = started?.testRunStarted?.id
  return { testRunFinished: { ...last, success, ...(id !== undefined && { testRunStartedId: id }) } }
}

function secondsOf({ testRunStarted, testRunFinished }: Envelope): number {
  const { seconds = 0, nanos = 0 } = (testRunStarted ?? testRunFinished)?.timestamp ?? {}
  return seconds + nanos / 1e9
}

function line(envelope: Envelope): string {
  return `${JSON.stringify(envelope)}\n`
}

function otherFeatures(a: Part, b: Part): Failure {
  return new Failure({
    code: 'unlike-runs',
    what: 'join runs that do not belong together',
    on: `${a.directory} and ${b.directory}`,
    expected: 'the same features and steps',
    got: 'others',
    exitCode: exitCodes.usage,
  })
}
