/**
 * What happened to one scenario, as the journal has it: steps, lives of Pods, volumes, answers, writes, faults. All times
 * are monotonic ms of the run's process.
 *
 * Only shapes; the pictures are drawn from them.
 */
import type { JudgementData, WritesData } from '../../record.ts'

/** Something that lasted. Without an end it went on when the record ended. */
export interface Span {
  fromMs: number
  untilMs?: number
  /** `Pending`, `Ready`, an answer, the text of a step. */
  what: string
}

export interface StepSpan extends Span {
  /** Cucumber's status; absent while it was running. */
  status?: string
}

/** One life of a Pod, from creation to removal. */
export interface PodLife {
  uid: string
  phases: Span[]
  node?: string
  ip?: string
  /** First seen Running and Ready. */
  readyMs?: number
  /** First seen with a deletion timestamp, or gone. */
  deletingMs?: number
  goneMs?: number
}

export interface VolumeLife {
  kind: 'claim' | 'volume'
  name: string
  /** Of a claim the volume, of a volume the claim that it is bound to. */
  boundTo?: string
  phases: Span[]
}

/** What one who is asked again and again answered, each answer as long as it stayed the same. */
export interface Answers {
  /** `dns`, `health`, `writes`. */
  type: string
  /** What was asked: a name, a cluster, an index. */
  name: string
  /** Who was asked, where there are several. */
  server?: string
  answers: Span[]
}

export interface Warning {
  atMs: number
  on: string
  text: string
}

export interface Timeline {
  scenario: string
  /** Wall time of its first line, ISO 8601. */
  startedAt: string
  fromMs: number
  untilMs: number
  /** Lines of the journal that it is made of. */
  lines: number
  steps: StepSpan[]
  /** By name, oldest life first. */
  pods: Map<string, PodLife[]>
  volumes: VolumeLife[]
  answers: Answers[]
  writes: WritesData[]
  judgement?: JudgementData
  faults: Span[]
  warnings: Warning[]
  /** When changes may have gone unseen. */
  gaps: Span[]
}

export function emptyTimeline(scenario: string, startedAt: string, fromMs: number): Timeline {
  return {
    scenario,
    startedAt,
    fromMs,
    untilMs: fromMs,
    lines: 0,
    steps: [],
    pods: new Map(),
    volumes: [],
    answers: [],
    writes: [],
    faults: [],
    warnings: [],
    gaps: [],
  }
}

/** Ends the last span and begins another, unless it says the same. */
export function turnTo(spans: Span[], what: string, atMs: number): void {
  const last = spans.at(-1)
  if (last !== undefined && last.untilMs === undefined) {
    if (last.what === what) return
    last.untilMs = atMs
  }
  spans.push({ fromMs: atMs, what })
}

/** Ends the last span: what it says is over, and nothing follows. */
export function endLast(spans: Span[], atMs: number): void {
  const last = spans.at(-1)
  if (last !== undefined) last.untilMs ??= atMs
}
