/**
 * What the rules look at: the outcome of one scenario, its past, and the evidence that was kept; and small questions that
 * several rules ask of them.
 *
 * Knows nothing of files: whoever has them hands over how to read one.
 */
import type { EvidenceIndex, FailureNote } from '../record.ts'
import type { Ground } from './diagnosis.ts'
import type { KubernetesObject } from './objects.ts'
import type { Past, Told } from './past.ts'
import { type Topic, topicOf } from './topics.ts'

export interface Facts {
  verdict: 'failed' | 'inconclusive'
  /** The assertion's own reason. */
  reason: string
  failure?: FailureNote
  past: Past
  /** Lines of the journal that could not be read. */
  unreadable: number
  /** Manifests of what is there for the whole run, whichever scenario made it. */
  shared: readonly Told<KubernetesObject>[]
  evidence: Evidence
}

export interface Evidence {
  readonly index: EvidenceIndex | undefined
  /** A file of the scenario's evidence as YAML, or undefined where it is not there, cut or broken. */
  yaml<T>(file: string): T | undefined
  text(file: string): string | undefined
  /** Path of a file from the run's folder. */
  path(file: string): string
}

/** What kind of promise the failure is about. */
export function topic({ failure }: Facts): Topic {
  return topicOf(failure)
}

/** What the failure says, as one text: what was attempted, on what, expected, got. */
export function saidBy({ failure, reason }: Facts): string {
  const { what, on, expected, got, blockedBy = [] } = failure ?? {}
  return [what, on, expected, got, ...blockedBy, reason].filter(Boolean).join('\n')
}

export function atLine(line: number, what: string): Ground {
  return { journalLine: line, what }
}

export function inFile({ evidence }: Facts, file: string, what: string): Ground {
  return { file: evidence.path(file), what }
}

/** The last line of a container's log that says something, without its time; the former run's first. */
export function lastWords(
  facts: Facts,
  pod: string,
  container: string,
): { words: string; ground: Ground } | undefined {
  for (const file of [`logs/${pod}-${container}-previous.log`, `logs/${pod}-${container}.log`]) {
    const lines = facts.evidence.text(file)?.split('\n').map(withoutTime).filter(Boolean) ?? []
    const words = lines.at(-1)
    if (words !== undefined)
      return { words: short(words), ground: inFile(facts, file, `last line: ${short(words)}`) }
  }
  return undefined
}

function withoutTime(line: string): string {
  return line.replace(/^\d{4}-\d\d-\d\dT\S+ /, '').trim()
}

/** A sentence stays one: long texts of a cluster are cut. */
export function short(text: string, most = 200): string {
  const line = text.trim().replace(/\s+/g, ' ')
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`
}

/** `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? 'none'
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
