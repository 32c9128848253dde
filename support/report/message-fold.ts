/**
 * Folds Cucumber's messages, one after another, into what the results need of them, and drops the rest: a record of ten
 * thousand scenarios is read in the memory of its results.
 *
 * The messages of one scenario may come in any order. Knows nothing of files and nothing of verdicts.
 */
import type { Attachment, Envelope, Pickle, TestCase, TestStepFinished } from '@cucumber/messages'
import { scenarioId } from '../scenario-id.ts'
import { isNote, keepNote } from './attempt-notes.ts'
import { type FeatureIndex, indexFeature } from './feature-index.ts'
import type { FoldedAttempt, FoldedCase, FoldedPickle, FoldedRun } from './folded.ts'

export class MessageFold {
  readonly features = new Map<string, FeatureIndex>()
  readonly pickles = new Map<string, FoldedPickle>()
  /** By the id of their pickle. */
  readonly cases = new Map<string, FoldedCase>()
  readonly attempts = new Map<string, FoldedAttempt>()
  readonly run: FoldedRun = { begun: 0, orphans: 0 }
  /** By their own id. */
  readonly casesById = new Map<string, FoldedCase>()

  add(envelope: Envelope): void {
    const { gherkinDocument, pickle, testCase, testCaseStarted, testCaseFinished } = envelope
    if (gherkinDocument?.feature)
      this.features.set(gherkinDocument.uri ?? '', indexFeature(gherkinDocument.feature))
    if (pickle) this.pickles.set(pickle.id, foldPickle(pickle))
    if (testCase) this.addCase(testCase)
    if (testCaseStarted) this.begin(testCaseStarted)
    if (envelope.testStepFinished) this.addStep(envelope.testStepFinished)
    if (envelope.attachment) this.addAttachment(envelope.attachment)
    if (testCaseFinished) {
      const attempt = this.attempt(testCaseFinished.testCaseStartedId)
      if (attempt) attempt.endedAt = secondsOf(testCaseFinished.timestamp)
    }
    this.addRun(envelope)
  }

  /** A message could not be read: it may have been about any scenario that is under way. */
  damage(): void {
    for (const attempt of this.attempts.values()) if (attempt.endedAt === undefined) attempt.damaged = true
  }

  /** Forgets the attempts of a case, for a reader that has told what became of it. */
  forget(caseId: string): void {
    for (const [id, attempt] of this.attempts) if (attempt.caseId === caseId) this.attempts.delete(id)
  }

  /** Ids of all scenarios that are in the features. */
  ids(): string[] {
    return [...this.pickles.values()].map(({ uri, name }) => scenarioId(uri, name))
  }

  /** Ids of the scenarios of which a step was carried out. */
  idsThatRan(): string[] {
    const ran = [...this.attempts.values()].filter(({ caseId, steps }) =>
      this.casesById.get(caseId)?.steps.some(({ id, pickleStepId }) => {
        const status = steps.get(id)?.status
        return pickleStepId !== undefined && (status === 'PASSED' || status === 'FAILED')
      }),
    )
    return ran.flatMap(attempt => this.idOf(attempt) ?? [])
  }

  /** How many attempts began, by the id of their scenario. */
  attemptsById(): Map<string, number> {
    const counts = new Map<string, number>()
    for (const attempt of this.attempts.values()) {
      const id = this.idOf(attempt) ?? ''
      counts.set(id, (counts.get(id) ?? 0) + 1)
    }
    return counts
  }

  private idOf({ caseId }: FoldedAttempt): string | undefined {
    const pickle = this.pickles.get(this.casesById.get(caseId)?.pickleId ?? '')
    return pickle && scenarioId(pickle.uri, pickle.name)
  }

  private addRun({ meta, testRunStarted, testRunFinished }: Envelope): void {
    if (meta) this.run.protocolVersion = meta.protocolVersion
    if (testRunStarted) {
      this.run.begun += 1
      this.run.startedAt ??= secondsOf(testRunStarted.timestamp)
    }
    if (testRunFinished) {
      this.run.finishedAt = secondsOf(testRunFinished.timestamp)
      this.run.success = testRunFinished.success
    }
  }

  private addCase({ id, pickleId, testSteps }: TestCase): void {
    const steps = testSteps.map(({ id, pickleStepId }) => ({ id, ...(pickleStepId && { pickleStepId }) }))
    const folded = { id, pickleId, steps }
    this.cases.set(pickleId, folded)
    this.casesById.set(id, folded)
    if (!this.pickles.has(pickleId)) this.run.orphans += 1
  }

  private begin({ id, testCaseId, timestamp }: NonNullable<Envelope['testCaseStarted']>): void {
    if (!this.casesById.has(testCaseId)) this.run.orphans += 1
    const record = { steps: new Map(), notes: [], figures: [], failures: [] }
    this.attempts.set(id, {
      startedId: id,
      caseId: testCaseId,
      startedAt: secondsOf(timestamp),
      ...record,
    })
  }

  private addStep({ testCaseStartedId, testStepId, testStepResult }: TestStepFinished): void {
    const { status, duration, message } = testStepResult
    const step = { status, seconds: secondsOf(duration), ...(message !== undefined && { message }) }
    this.attempt(testCaseStartedId)?.steps.set(testStepId, step)
  }

  private addAttachment(attachment: Attachment): void {
    if (attachment.testCaseStartedId === undefined || !isNote(attachment)) return
    const attempt = this.attempt(attachment.testCaseStartedId)
    if (attempt === undefined) return
    try {
      keepNote(attempt, attachment)
    } catch {
      attempt.damaged = true
    }
  }

  private attempt(startedId: string): FoldedAttempt | undefined {
    const attempt = this.attempts.get(startedId)
    if (attempt === undefined) this.run.orphans += 1
    return attempt
  }
}

function foldPickle({ id, uri, name, tags, astNodeIds, steps }: Pickle): FoldedPickle {
  return {
    id,
    uri,
    name,
    tags: tags.map(({ name }) => name),
    nodes: astNodeIds,
    steps: steps.map(({ id, text, astNodeIds, argument }) => ({
      id,
      text,
      node: astNodeIds[0] ?? '',
      ...(argument?.dataTable && {
        table: argument.dataTable.rows.map(({ cells }) => cells.map(({ value }) => value)),
      }),
      ...(argument?.docString && { block: argument.docString.content }),
    })),
  }
}

/** @throws TypeError when there is a time that is none. */
function secondsOf(time: { seconds: number; nanos: number } | undefined): number {
  if (time === undefined) return 0
  const seconds = time.seconds + time.nanos / 1e9
  if (!Number.isFinite(seconds) || Math.abs(seconds) > lastSecond) throw new TypeError('no time')
  return seconds
}

/** JavaScript has no dates beyond it (ECMA-262, "Time Values and Time Range"). */
const lastSecond = 8.64e12
