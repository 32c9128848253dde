/**
 * Notes beside a scenario's result: the facts of its failure, and that its outcome is open where the harness could not
 * know. The report reads them; a note never turns a failure into a pass.
 */
import { isOurIgnorance } from './broken-promise.ts'
import { Failure, messageOf } from './failure.ts'
import { gapsIn } from './journal/questions.ts'
import { type FailureNote, failureMediaType, type VerdictNote, verdictMediaType } from './record.ts'
import type { StateproofWorld } from './world.ts'

/** Keeps the facts of a step's error, and says when they leave the verdict open. */
export async function noteFailure(world: StateproofWorld, error: unknown): Promise<void> {
  const { code, what, on, expected, got, hint, blockedBy } =
    error instanceof Failure ? error.facts : { code: 'bug', what: messageOf(error) }
  const facts = { code, what, on, expected, got, hint, blockedBy }
  const note = Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined),
  ) as unknown as FailureNote
  world.attach(JSON.stringify(note), { mediaType: failureMediaType })
  const ignorance = isOurIgnorance(error) ? error : await doubtAbout(world, error)
  if (ignorance !== undefined) noteVerdict(world, { verdict: 'inconclusive', reason: messageOf(ignorance) })
}

/** A judgement rests on what the journal shows: where that may be old, it is none. A wait has asked already. */
async function doubtAbout(world: StateproofWorld, error: unknown): Promise<unknown> {
  if (!world.isOpen || (error instanceof Failure && error.code === 'wait-timeout')) return undefined
  const { journal } = world.scope
  if (journal.trouble?.code === 'journal-lost') return journal.trouble
  const began = journal.entries.findLast(({ source, type }) => source === 'step' && type === 'began')
  return journal.doubtOfFailure(began?.atMs ?? journal.now())
}

/** A scenario that passed proves nothing where the journal has a hole, or where it was looked at while it was blind. */
export async function noteBlindness(world: StateproofWorld): Promise<void> {
  const { journal } = world.scope
  const [gap] = gapsIn(journal.entries, [
    'Pod',
    'StatefulSet',
    'PersistentVolumeClaim',
    'PersistentVolume',
    'Service',
    'EndpointSlice',
  ])
  const reason =
    journal.trouble?.message ??
    (gap && `changes of ${gap.kind}s may have been missed: ${gap.why}`) ??
    (await journal.doubtOfPass())?.message
  if (reason !== undefined) noteVerdict(world, { verdict: 'inconclusive', reason })
}

function noteVerdict(world: StateproofWorld, note: VerdictNote): void {
  world.attach(JSON.stringify(note), { mediaType: verdictMediaType })
}
