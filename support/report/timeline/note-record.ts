/**
 * Notes what the harness itself recorded in a scenario's timeline: steps, faults, answers of those it asked, writes.
 *
 * Knows nothing of watched objects.
 */
import type { Entry, GapData, JudgementData, WritesData } from '../../record.ts'
import { type Answers, endLast, type Timeline, turnTo } from './timeline.ts'

const notes: Partial<Record<Entry['source'], (timeline: Timeline, entry: Entry) => void>> = {
  step: noteStep,
  fault: noteFault,
  probe: noteAnswer,
  ledger: noteLedger,
  gap: noteGap,
}

export function noteRecord(timeline: Timeline, entry: Entry): void {
  notes[entry.source]?.(timeline, entry)
}

function noteStep({ steps }: Timeline, { type, name = '', atMs, data }: Entry): void {
  if (type === 'began') return void steps.push({ fromMs: atMs, what: name })
  const step = steps.at(-1)
  if (type !== 'ended' || step === undefined) return
  endLast(steps, atMs)
  const { status } = (data ?? {}) as { status?: string }
  if (status !== undefined) step.status = status
}

function noteFault({ faults }: Timeline, { type, name = '', atMs }: Entry): void {
  if (type === 'injected') return void faults.push({ fromMs: atMs, what: name })
  const fault = faults.findLast(({ what, untilMs }) => what === name && untilMs === undefined)
  if (type === 'healed' && fault !== undefined) fault.untilMs = atMs
}

function noteAnswer({ answers }: Timeline, { type, name = '', atMs, data }: Entry): void {
  const facts = (data ?? {}) as Record<string, unknown>
  const server = typeof facts.server === 'string' ? facts.server : undefined
  if (type === 'dns-ended') endLast(askedOf(answers, { type: 'dns', name, server }).answers, atMs)
  const what = readings[type]?.(facts)
  if (what === undefined) return
  const spans = askedOf(answers, { type, name, server }).answers
  turnTo(spans, what, atMs)
  // Asked until it is green, and then no longer: what follows is not known.
  if (type === 'health' && what === 'green') endLast(spans, atMs)
}

function askedOf(
  all: Answers[],
  { type, name, server }: { type: string; name: string; server: string | undefined },
): Answers {
  const known = all.find(other => other.type === type && other.name === name && other.server === server)
  if (known !== undefined) return known
  const asked = { type, name, answers: [], ...(server !== undefined && { server }) }
  all.push(asked)
  return asked
}

/** What an answer says, by the type of the probe; other probes are not drawn. */
const readings: Record<string, (facts: Record<string, unknown>) => string> = {
  dns: ({ values, status }) =>
    Array.isArray(values) && values.length > 0 ? values.join(', ') : String(status ?? 'no answer'),
  health: ({ green, why }) => (green === true ? 'green' : String(why ?? 'not green')),
  writes: ({ refused }) => (refused === false ? 'accepted' : String(refused ?? 'refused')),
}

function noteLedger(timeline: Timeline, { type, data }: Entry): void {
  if (type === 'writes') timeline.writes.push(data as WritesData)
  if (type === 'judged') timeline.judgement = data as JudgementData
}

function noteGap({ gaps }: Timeline, { kind = '', atMs, data }: Entry): void {
  const { fromMs = atMs, untilMs, why } = (data ?? {}) as Partial<GapData>
  gaps.push({ fromMs, what: `${kind}: ${why ?? 'unknown'}`, ...(untilMs !== undefined && { untilMs }) })
}
