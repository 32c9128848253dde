/** The harness's own notes among the attachments of an attempt: verdicts, figures, failures. All others are not read. */
import { type Attachment, AttachmentContentEncoding } from '@cucumber/messages'
import {
  type FailureNote,
  type Figure,
  failureMediaType,
  figureMediaType,
  type VerdictNote,
  verdictMediaType,
} from '../record.ts'
import type { FoldedAttempt } from './folded.ts'

const ours = new Set([verdictMediaType, figureMediaType, failureMediaType])

export function isNote({ mediaType }: Attachment): boolean {
  return ours.has(mediaType)
}

/** @throws SyntaxError or TypeError when it does not say what a note of its kind says. */
export function keepNote(attempt: FoldedAttempt, attachment: Attachment): void {
  const { mediaType } = attachment
  const note: unknown = JSON.parse(textOf(attachment))
  if (typeof note !== 'object' || note === null) throw new TypeError('a note is an object')
  if (mediaType === verdictMediaType) attempt.notes.push(note as VerdictNote)
  if (mediaType === failureMediaType) attempt.failures.push(note as FailureNote)
  if (mediaType === figureMediaType) attempt.figures.push(toFigure(note as Figure))
}

function toFigure(figure: Figure): Figure {
  if (typeof figure.name === 'string' && Number.isFinite(figure.value)) return figure
  throw new TypeError('no figure')
}

function textOf({ body, contentEncoding }: Attachment): string {
  return contentEncoding === AttachmentContentEncoding.BASE64
    ? Buffer.from(body, 'base64').toString('utf8')
    : body
}
