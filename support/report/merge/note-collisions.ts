/** Says of a scenario that nobody can know, with the note that the harness would have left: just before its end. */
import { AttachmentContentEncoding, type Envelope } from '@cucumber/messages'
import { type VerdictNote, verdictMediaType } from '../../record.ts'
import { scenarioId } from '../../scenario-id.ts'

/** Reasons by what hangs on what: from pickle to case to attempt, as the messages come. */
export function collisionsByPickle(
  features: readonly Envelope[],
  collisions: ReadonlyMap<string, string>,
): Map<string, string> {
  return new Map(
    features.flatMap(({ pickle }): [string, string][] => {
      const reason = pickle && collisions.get(scenarioId(pickle.uri, pickle.name))
      return pickle === undefined || reason === undefined ? [] : [[pickle.id, reason]]
    }),
  )
}

/** @returns the note that goes before this message, if it ends an attempt at such a scenario. */
export function collisionNote(
  { testCase, testCaseStarted, testCaseFinished }: Envelope,
  reasons: Map<string, string>,
): Envelope | undefined {
  const follow = (id: string, of: string) => {
    const reason = reasons.get(of)
    if (reason !== undefined) reasons.set(id, reason)
  }
  if (testCase) follow(testCase.id, testCase.pickleId)
  if (testCaseStarted) follow(testCaseStarted.id, testCaseStarted.testCaseId)
  const reason = reasons.get(testCaseFinished?.testCaseStartedId ?? '')
  if (testCaseFinished === undefined || reason === undefined) return undefined
  const note: VerdictNote = { verdict: 'inconclusive', reason }
  return {
    attachment: {
      testCaseStartedId: testCaseFinished.testCaseStartedId,
      mediaType: verdictMediaType,
      body: JSON.stringify(note),
      contentEncoding: AttachmentContentEncoding.IDENTITY,
    },
  }
}
