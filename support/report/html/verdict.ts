/** The head of the page: the verdict in one sentence, why it is not better, and where to read on. */
import type { RunResults } from '../results.ts'
import { isProblem } from '../verdicts.ts'
import { describeFirstLook } from './first-look.ts'
import { html, type Markup } from './html.ts'
import { label, markOf, plural, toneOf } from './words.ts'

export function titleOf({ verdict, facts }: RunResults): string {
  return `${label(verdict)}: ${facts?.cluster.context ?? 'unknown cluster'}, ${dateOf(facts?.startedAt) || 'unknown date'} · stateproof`
}

export function describeVerdict(results: RunResults): Markup {
  const { verdict, reasons, facts, remarks = [] } = results
  return html`<section class="verdict ${toneOf(verdict)}" aria-labelledby="verdict">
<h1 id="verdict"><span class="mark" aria-hidden="true">${markOf(verdict)}</span> ${label(verdict)}</h1>
<p class="sentence">${verdictSentence(results)}</p>
${reasons.length > 0 && html`<ul class="reasons">${reasons.map(reason => html`<li>${reason}</li>`)}</ul>`}
${remarks.length > 0 && html`<p>To know of, beside the verdict:</p><ul>${remarks.map(remark => html`<li>${remark}</li>`)}</ul>`}
${describeFirstLook(results)}
<p class="soft">${countsSentence(results)} Run <code>${facts?.runId ?? 'unknown'}</code>.</p>
</section>
${contents(results)}`
}

/** Who, what, when: a sentence that can be quoted by itself. */
export function verdictSentence(results: RunResults): string {
  const { verdict, scenarios, facts } = results
  const must = scenarios.filter(({ level }) => level === 'must')
  const tested = must.filter(({ verdict }) => verdict !== 'skipped' && verdict !== 'not supported')
  const failed = must.filter(scenario => scenario.verdict === 'failed').length
  const where =
    facts === undefined
      ? 'the cluster'
      : `the cluster ${facts.cluster.context} (Kubernetes ${facts.cluster.version})`
  const date = dateOf(facts?.startedAt)
  const when = date === '' ? '' : ` on ${date}`
  const sentences: Record<RunResults['verdict'], string> = {
    accepted: `${must.length === 1 ? 'The required scenario was' : `All ${must.length} required scenarios were`} put to the test on ${where}${when}, and every promise was kept.`,
    rejected: `Of ${plural(tested.length, 'required scenario')} put to the test${when}, ${where} failed ${failed}.`,
    partial: `Nothing required was broken by ${where}${when}, but something keeps this run from being accepted.`,
    inconclusive: `The harness could not know enough to accept or to reject ${where}${when}.`,
    'nothing ran': `No scenario ran${when}, so nothing is known about ${where}.`,
  }
  return sentences[verdict]
}

function countsSentence({ counts, scenarios }: RunResults): string {
  const numbers = Object.entries(counts).filter(([, count]) => count > 0)
  if (numbers.length === 0) return 'No scenarios.'
  return `${plural(scenarios.length, 'scenario')}: ${numbers.map(([name, count]) => `${count} ${name}`).join(', ')}.`
}

/** Sections in their order; those that are empty are there, too, and say so. */
export const sectionTitles = {
  tested: 'What was tested',
  levels: 'Levels and features',
  'not-tested': 'What was not tested',
  failures: 'What went wrong',
  scenarios: 'Every scenario',
  reproduce: 'How to do it again',
  redactions: 'What was redacted',
  hashes: 'Checksums',
  'sign-off': 'Waivers and sign-off',
} as const

export type SectionId = keyof typeof sectionTitles

export function sectionHeading(id: SectionId): Markup {
  const number = Object.keys(sectionTitles).indexOf(id) + 1
  return html`<h2 id="${id}"><span class="no">${number}</span> ${sectionTitles[id]}</h2>`
}

function contents({ scenarios, notSelected }: RunResults): Markup {
  const counted: Partial<Record<SectionId, number>> = {
    failures: scenarios.filter(isProblem).length,
    'not-tested':
      notSelected.length +
      scenarios.filter(({ verdict }) => verdict === 'skipped' || verdict === 'not supported').length,
    scenarios: scenarios.length,
  }
  const entries = Object.entries(sectionTitles) as [SectionId, string][]
  return html`<nav aria-label="Contents"><ol>${entries.map(([id, title]) => html`<li><a href="#${id}">${title}</a>${counted[id] !== undefined && html` <span class="soft">(${counted[id]})</span>`}</li>`)}</ol></nav>`
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
)

/** `25 November 2026, 10:16:46 to 10:30:57 UTC, 14 min 11 s`; what is not known is named. */
export function periodOf(from: string, until: string | undefined): string {
  const time = (iso: string) => iso.slice(11, 19)
  if (until === undefined) return `${dateOf(from)}, ${time(from)} UTC; it was ended before it could say when`
  const seconds = Math.round((Date.parse(until) - Date.parse(from)) / 1000)
  const length = seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  const day = dateOf(from) === dateOf(until) ? '' : `${dateOf(until)}, `
  return `${dateOf(from)}, ${time(from)} to ${day}${time(until)} UTC${Number.isNaN(seconds) ? '' : `, ${length}`}`
}

/** `2026-11-24T…` → `24 November 2026`, in UTC whatever the machine's own time is. */
export function dateOf(iso = ''): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso) ?? []
  return year === undefined ? '' : `${Number(day)} ${months[Number(month) - 1] ?? ''} ${year}`
}
