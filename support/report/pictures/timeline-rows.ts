/**
 * From a scenario's timeline to the rows of its picture: Pods, claims and volumes, answers, writes, warnings, gaps.
 *
 * Pure; knows nothing of how rows are drawn.
 */
import type { Answers, PodLife, Span, Timeline, VolumeLife } from '../timeline/timeline.ts'
import type { Bar, Mark, Row } from './rows.ts'
import type { Tone } from './tones.ts'

const tones: Record<string, Tone> = {
  Ready: 'kept',
  Running: 'under way',
  Pending: 'waiting',
  Terminating: 'leaving',
  Succeeded: 'leaving',
  Failed: 'broken',
  Bound: 'kept',
  Available: 'waiting',
  Released: 'leaving',
  Lost: 'broken',
  accepted: 'kept',
  green: 'kept',
}

/** What each tone means in a timeline. */
export const timelineLegend: readonly (readonly [Tone, string])[] = [
  ['waiting', 'Pending or Available'],
  ['under way', 'Running, not Ready'],
  ['kept', 'Ready, Bound, accepted or green'],
  ['leaving', 'being deleted, released or ended'],
  ['broken', 'a fault, Failed, Lost, refused or not green'],
  ['one', 'an answer'],
  ['two', 'the next, different answer'],
  ['gap', 'changes may have gone unseen'],
]

export function rowsOf(timeline: Timeline): Row[] {
  const { fromMs, untilMs } = timeline
  const rows = [
    ...timeline.faults.map(faultRow),
    ...[...timeline.pods].toSorted(byName).map(([name, lives]) => podRow(name, lives)),
    ...timeline.volumes.map(volumeRow),
    ...timeline.answers.map(answersRow),
    ...warningRow(timeline),
    ...gapRow(timeline),
  ]
  return rows
    .map(row => clip(row, fromMs, untilMs))
    .filter(({ bars, marks }) => bars.length + marks.length > 0)
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

function faultRow(fault: Span): Row {
  return { label: fault.what, name: 'fault', bars: [bar(fault, 'broken')], marks: [] }
}

function podRow(name: string, lives: PodLife[]): Row {
  return {
    label: `Pod ${name}`,
    name: `Pod ${name}`,
    bars: lives.flatMap(({ phases, node }) =>
      phases.map(phase => bar(phase, tones[phase.what] ?? 'waiting', node)),
    ),
    marks: lives.flatMap(marksOf),
  }
}

function marksOf({ readyMs, deletingMs }: PodLife): Mark[] {
  return [
    ...(readyMs === undefined
      ? []
      : [{ atMs: readyMs, what: 'Ready for the first time', shape: 'ready' as const }]),
    ...(deletingMs === undefined
      ? []
      : [{ atMs: deletingMs, what: 'told to end', shape: 'deleted' as const }]),
  ]
}

/** A volume is named after its claim: its own name is a number that nobody knows. */
function volumeRow({ kind, name, boundTo, phases }: VolumeLife): Row {
  const label = kind === 'claim' ? `claim ${name}` : `volume of ${boundTo ?? name}`
  const partner = kind === 'claim' ? boundTo : name
  const tell = (phase: Span) =>
    phase.what === 'Bound' && partner !== undefined ? { ...phase, what: `Bound, ${partner}` } : phase
  const bars = phases.map(phase => bar(tell(phase), tones[phase.what] ?? 'waiting'))
  return { label, name: label, bars, marks: [] }
}

/** A name's answers have no right or wrong here; each differs from the one before. */
function answersRow({ type, name, server, answers }: Answers): Row {
  const labels: Record<string, string> = { health: `health of ${name}`, writes: `writes to ${name}` }
  const whom = server === undefined ? '' : ` at ${server}`
  const short = name.split('.').slice(0, 2).join('.')
  const toneAt = (what: string, index: number): Tone =>
    type === 'dns' ? (index % 2 === 0 ? 'one' : 'two') : (tones[what] ?? 'broken')
  return {
    label: labels[type] ?? `${short}${whom}`,
    name: labels[type] ?? `${name}${whom}`,
    bars: answers.map((answer, index) => bar(answer, toneAt(answer.what, index))),
    marks: [],
  }
}

function warningRow({ warnings }: Timeline): Row[] {
  if (warnings.length === 0) return []
  const marks = warnings.map(({ atMs, on, text }) => ({
    atMs,
    what: `${on}: ${text}`,
    shape: 'warning' as const,
  }))
  return [{ label: 'warnings', name: 'warnings', bars: [], marks }]
}

function gapRow({ gaps }: Timeline): Row[] {
  return gaps.length === 0
    ? []
    : [{ label: 'the record', name: 'the record', bars: gaps.map(gap => bar(gap, 'gap')), marks: [] }]
}

function bar({ fromMs, untilMs, what }: Span, tone: Tone, where?: string): Bar {
  return {
    fromMs,
    untilMs: untilMs ?? Number.POSITIVE_INFINITY,
    tone,
    what: where === undefined ? what : `${what}, ${where}`,
    ...(untilMs === undefined && { open: true }),
  }
}

/** To the time that the picture shows. */
function clip(row: Row, fromMs: number, untilMs: number): Row {
  return {
    ...row,
    bars: row.bars
      .filter(bar => bar.fromMs <= untilMs && bar.untilMs >= fromMs)
      .map(bar => ({
        ...bar,
        fromMs: Math.max(bar.fromMs, fromMs),
        untilMs: Math.min(bar.untilMs, untilMs),
        ...(bar.untilMs > untilMs && { open: true }),
      })),
    marks: row.marks.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs),
  }
}
